import { WorkbenchError } from '#spec/errors';
import type { Experiment } from '#spec/experiment';
import { formatProblem } from '#spec/problems';
import { taskFields, type Fields } from '#spec/task';
import { checkExperiment } from '#spec/check-experiment';

/**
 * Checks an experiment before a run is created for it. Throws WorkbenchError `validation` if it cannot
 * be trained: the message describes the first problem, the details hold all of them.
 */
export function assertTrainable(spec: Experiment, datasetFields?: Fields): void {
  const problems = checkExperiment(spec, taskFields(spec.task, datasetFields));
  const [first, ...others] = problems.filter(({ severity }) => severity === 'error');
  if (!first) return;
  const rest = others.length === 0 ? '' : ` (And ${others.length} more.)`;
  throw new WorkbenchError(
    'validation',
    `The model cannot be trained yet: ${formatProblem(first)}${rest}`,
    { problems },
  );
}
