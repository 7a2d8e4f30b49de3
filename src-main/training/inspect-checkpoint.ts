import type { InspectRequest, InspectResult } from '#spec/inspect';
import type { TrainedRun } from '#spec/run';
import { findCheckpoint } from '#storage/find-checkpoint';
import type { ProjectFolder } from '#storage/projects';
import type { RunContext } from './active-run';
import { askWorker } from './ask-worker';
import { savedModel } from './saved-model';

/**
 * Runs one inspection request on a checkpoint of a run, in a worker process of its own. `step` chooses
 * the checkpoint; left out, it is the last. Throws a WorkbenchError: `notFound` where there is no such
 * checkpoint, `internal` where the process ends without a result, else what the worker reports.
 */
export async function inspectCheckpoint(
  { launch, resources }: Pick<RunContext, 'launch' | 'resources'>,
  project: ProjectFolder,
  run: TrainedRun,
  request: InspectRequest,
  step?: number,
): Promise<InspectResult> {
  const chosen = await findCheckpoint(project, run.id, step);
  const model = savedModel(project, run, chosen, resources);
  return askWorker(launch, { kind: 'inspect', request, ...model }, (message) =>
    message.kind === 'inspected' ? message.result : undefined,
  );
}
