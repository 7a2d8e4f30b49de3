import { readTaskData } from '#data/task-data';
import { checkReadiness } from '#spec/check-readiness';
import { WorkbenchError } from '#spec/errors';
import type { Experiment } from '#spec/experiment';
import { formatProblem } from '#spec/problems';
import { datasetsDirectory, type ProjectFolder } from '#storage/projects';
import { describeCompute } from './describe-compute';

/**
 * Checks an experiment before a run is created for it, with its data and on this machine. Throws WorkbenchError
 * `validation` if it cannot be trained: the message describes the first problem, the details hold all of them.
 */
export async function assertTrainable(spec: Experiment, project: ProjectFolder): Promise<void> {
  const data = await readTaskData(spec.task, datasetsDirectory(project));
  const { machine } = await describeCompute();
  const problems = checkReadiness(spec, { data, machine });
  const [first, ...others] = problems.filter(({ severity }) => severity === 'error');
  if (!first) return;
  const rest = others.length === 0 ? '' : ` (And ${others.length} more.)`;
  throw new WorkbenchError(
    'validation',
    `The model cannot be trained yet: ${formatProblem(first)}${rest}`,
    { problems },
  );
}
