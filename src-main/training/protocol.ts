import type { ErrorKind } from '#spec/errors';
import type { Experiment } from '#spec/experiment';
import type { InspectRequest, InspectResult } from '#spec/inspect';
import type { TrainEvent } from '#spec/train-events';

/** What the manager tells the process that trains a run. `start` (or `look`) comes first, and once. */
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
  /** Instead of `start`: one question to a checkpoint. */
  | {
      kind: 'look';
      spec: Experiment;
      resources: string;
      datasets: string;
      checkpoints: string;
      step: number;
      request: InspectRequest;
    }
  | { kind: 'pause' }
  | { kind: 'resume' }
  /** Ends the run with a checkpoint. */
  | { kind: 'stop' };

/** What the process answers. After `end` (an event) or `failed` it goes away by itself. */
export type FromWorker =
  | { kind: 'event'; event: TrainEvent }
  | { kind: 'seen'; sight: InspectResult }
  | { kind: 'failed'; errorKind: ErrorKind; message: string };
