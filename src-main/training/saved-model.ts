import type { TrainedRun } from '#spec/run';
import { checkpointsDirectory } from '#storage/checkpoints';
import { datasetsDirectory, type ProjectFolder } from '#storage/projects';
import { runDirectory } from '#storage/runs';
import type { SavedModel } from './protocol';
import { dataBefore } from './recorded-data';

/** What a worker needs to read a checkpoint. */
export function savedModel(
  project: ProjectFolder,
  run: TrainedRun,
  step: number,
  resources: string,
): SavedModel {
  return {
    spec: run.spec,
    resources,
    datasets: datasetsDirectory(project),
    checkpoints: checkpointsDirectory(runDirectory(project, run.id)),
    step,
    expectedData: dataBefore(run.data, step),
  };
}
