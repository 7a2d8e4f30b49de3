import type { FileLock } from '#files/lock';
import { endStep, isEndedAtRung, type TrainedRun } from '#spec/run';
import { checkpointsDirectory } from '#storage/checkpoints';
import { datasetsDirectory, type ProjectFolder } from '#storage/projects';
import { runDirectory } from '#storage/runs';
import type { MachineShare, ParentCheckpoint, ToWorker } from './protocol';
import { dataBefore } from './recorded-data';
import { threadsBefore } from './run-slots';

/** One attempt at a run: its first start, or a resumption. */
export interface Attempt {
  project: ProjectFolder;
  /** As it is to be trained: with the status `queued` and the experiment of this attempt. */
  run: TrainedRun;
  /** Held for as long as this program owns the run; the attempt releases it. */
  lock: FileLock;
  /** The run as it was before it was resumed, null for a new one. An attempt that does not start restores it. */
  previous: TrainedRun | null;
  /** The checkpoint to resume from; undefined: the last whole one. */
  from?: number;
  /** Whether to go on with data that the run was not trained on so far. */
  acceptOtherData?: boolean;
}

export interface StartOptions {
  /** Folder of the program's own files: bundled data. */
  resources: string;
  /** Steps of the checkpoints to go on from, the best first; empty for a start from the beginning. */
  resumeFrom: readonly number[];
  /** The checkpoint of another run to begin with. */
  continueFrom: ParentCheckpoint | null;
  share: MachineShare;
}

/** The message that starts the training of an attempt in a worker. */
export function startMessage(
  { project, run, previous, acceptOtherData = false }: Attempt,
  { resources, resumeFrom, continueFrom, share }: StartOptions,
): ToWorker {
  return {
    kind: 'start',
    spec: { ...run.spec, training: { ...run.spec.training, steps: endStep(run) } },
    resources,
    datasets: datasetsDirectory(project),
    checkpoints: checkpointsDirectory(runDirectory(project, run.id)),
    resumeFrom,
    continueFrom,
    // Early stopping counts on over the rungs of a study.
    isExtended: previous?.status === 'finished' && !isEndedAtRung(previous),
    ...share,
    threads: threadsBefore(run),
    expectedData: acceptOtherData ? [] : dataBefore(run.data, resumeFrom[0] ?? 0),
  };
}
