import type { ErrorKind } from '#spec/errors';
import type { Experiment } from '#spec/experiment';
import type { InspectRequest, InspectResult } from '#spec/inspect';
import type { TrainEvent } from '#spec/train-events';

/** Messages from the manager to a worker. The first is `start` or `inspect`, sent once. */
export type ToWorker =
  | {
      kind: 'start';
      spec: Experiment;
      /** Folder of the program's own files: bundled data. */
      resources: string;
      /** Folder of the project's imported data. */
      datasets: string;
      /** Folder of the run's checkpoints. */
      checkpoints: string;
      /** Step of the checkpoint to resume from; null starts from step 0. */
      resumeFrom: number | null;
    }
  /** In place of `start`: runs one request on a checkpoint and trains nothing. */
  | {
      kind: 'inspect';
      spec: Experiment;
      resources: string;
      datasets: string;
      checkpoints: string;
      /** Step of the checkpoint. */
      step: number;
      request: InspectRequest;
    }
  | { kind: 'pause' }
  | { kind: 'resume' }
  /** Ends the run with a checkpoint. */
  | { kind: 'stop' };

/** Messages from a worker. After the event `end`, `inspected` or `failed` the process exits. */
export type FromWorker =
  | { kind: 'event'; event: TrainEvent }
  | { kind: 'inspected'; result: InspectResult }
  | { kind: 'failed'; errorKind: ErrorKind; message: string };
