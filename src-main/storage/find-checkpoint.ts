import { WorkbenchError } from '#spec/errors';
import { listCheckpoints } from './checkpoints';
import type { ProjectFolder } from './projects';
import { runDirectory } from './runs';

/** The step of a checkpoint that is there: of the last one if `step` is left out. Throws `notFound` where there is none. */
export async function findCheckpoint(
  project: ProjectFolder,
  runId: string,
  step?: number,
): Promise<number> {
  const all = await listCheckpoints(runDirectory(project, runId));
  const steps = all.map((checkpoint) => checkpoint.step);
  const found = step ?? steps.at(-1);
  if (found !== undefined && steps.includes(found)) return found;
  throw new WorkbenchError(
    'notFound',
    steps.length === 0
      ? `The run '${runId}' has no checkpoint yet.`
      : `The run '${runId}' has no checkpoint of step ${found}; it has ${steps.join(', ')}.`,
  );
}
