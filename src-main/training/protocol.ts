import type { ErrorKind } from '#spec/errors';
import type { Experiment } from '#spec/experiment';
import type { TrainEvent } from '#spec/train-events';

/** What the manager tells the process that trains a run. `start` comes first, and once. */
export type ToWorker =
  | {
      kind: 'start';
      spec: Experiment;
      /** The program's own files: bundled data. */
      resources: string;
      /** Imported data of the project. */
      datasets: string;
      checkpoints: string;
      /** Step of the checkpoint to go on from; null begins anew. */
      resumeFrom: number | null;
    }
  | { kind: 'pause' }
  | { kind: 'resume' }
  /** Ends the run with a checkpoint. */
  | { kind: 'stop' };

/** What the process answers. After `end` (an event) or `failed` it goes away by itself. */
export type FromWorker =
  { kind: 'event'; event: TrainEvent } | { kind: 'failed'; errorKind: ErrorKind; message: string };
