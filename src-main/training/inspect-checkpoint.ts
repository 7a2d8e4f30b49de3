import { WorkbenchError } from '#spec/errors';
import type { InspectRequest, InspectResult } from '#spec/inspect';
import type { Run } from '#spec/run';
import { checkpointsDirectory, listCheckpoints } from '#storage/checkpoints';
import { datasetsDirectory, type ProjectFolder } from '#storage/projects';
import { runDirectory } from '#storage/runs';
import { describeExit } from './describe-exit';
import type { RunContext } from './live-run';

/**
 * Asks a checkpoint of a run to say something, in a process of its own; `step`: which one, the last where
 * it is left out. Throws a WorkbenchError where there is no such checkpoint or it has nothing to say.
 */
export async function inspectCheckpoint(
  { launch, resources }: Pick<RunContext, 'launch' | 'resources'>,
  project: ProjectFolder,
  run: Run,
  request: InspectRequest,
  step?: number,
): Promise<InspectResult> {
  const directory = runDirectory(project, run.id);
  const steps = (await listCheckpoints(directory)).map((checkpoint) => checkpoint.step);
  const wanted = step ?? steps.at(-1);
  if (wanted === undefined || !steps.includes(wanted))
    throw new WorkbenchError(
      'notFound',
      wanted === undefined
        ? `The run '${run.id}' has no checkpoint yet.`
        : `The run '${run.id}' has no checkpoint of step ${wanted}; it has ${steps.join(', ')}.`,
    );
  const port = launch();
  return new Promise((resolve, reject) => {
    port.onMessage((message) => {
      if (message.kind === 'seen') resolve(message.sight);
      if (message.kind === 'failed') reject(new WorkbenchError(message.errorKind, message.message));
    });
    port.onExit((exit) => reject(new WorkbenchError('internal', describeExit(exit))));
    port.send({
      kind: 'look',
      spec: run.spec,
      resources,
      datasets: datasetsDirectory(project),
      checkpoints: checkpointsDirectory(directory),
      step: wanted,
      request,
    });
  });
}
