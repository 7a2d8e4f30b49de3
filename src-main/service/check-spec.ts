import { WorkbenchError } from '#spec/errors';
import type { Experiment } from '#spec/experiment';
import { formatProblem } from '#spec/problems';
import { taskFields, type Fields } from '#spec/task';
import { checkExperiment } from '#spec/validate';

/**
 * Refuses what cannot be trained before anything is made for it. Throws `validation` with the first
 * problem in words and all of them in the details.
 */
export function refuseUntrainable(spec: Experiment, datasetFields?: Fields): void {
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
