import { WorkbenchError } from '#spec/errors';
import type { InspectRequest, InspectResult } from '#spec/inspect';
import type { Run } from '#spec/run';
import { checkpointsDirectory, listCheckpoints } from '#storage/checkpoints';
import { datasetsDirectory, type ProjectFolder } from '#storage/projects';
import { runDirectory } from '#storage/runs';
import type { RunContext } from './active-run';
import { describeExit } from './describe-exit';
import { dataBefore } from './recorded-data';

/**
 * Runs one inspection request on a checkpoint of a run, in a worker process of its own. `step` chooses
 * the checkpoint; left out, it is the last. Throws a WorkbenchError: `notFound` where there is no such
 * checkpoint, `internal` where the process ends without a result, else what the worker reports.
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
  const checkpointStep = step ?? steps.at(-1);
  if (checkpointStep === undefined || !steps.includes(checkpointStep))
    throw new WorkbenchError(
      'notFound',
      checkpointStep === undefined
        ? `The run '${run.id}' has no checkpoint yet.`
        : `The run '${run.id}' has no checkpoint of step ${checkpointStep}; it has ${steps.join(', ')}.`,
    );
  const port = launch();
  return new Promise((resolve, reject) => {
    port.onMessage((message) => {
      if (message.kind === 'inspected') resolve(message.result);
      if (message.kind === 'failed') reject(new WorkbenchError(message.errorKind, message.message));
    });
    port.onExit((exit) => reject(new WorkbenchError('internal', describeExit(exit))));
    port.send({
      kind: 'inspect',
      spec: run.spec,
      resources,
      datasets: datasetsDirectory(project),
      checkpoints: checkpointsDirectory(directory),
      step: checkpointStep,
      expectedData: dataBefore(run.data, checkpointStep),
      request,
    });
  });
}
