import type { ErrorKind } from '#spec/errors';
import type { EvaluationRequest, EvaluationResult } from '#spec/evaluation';
import type { Experiment } from '#spec/experiment';
import type { InspectRequest, InspectResult } from '#spec/inspect';
import type { DataFile } from '#spec/run';
import type { TrainEvent } from '#spec/train-events';

/** What a run may use of the machine. */
export interface MachineShare {
  cores: number;
  /** The number of the GPU to train on; null where it may use all. */
  gpu: number | null;
}

/** The checkpoint of another run that a run goes on from. */
export interface ParentCheckpoint {
  /** Folder of the checkpoints of that run. */
  checkpoints: string;
  step: number;
  spec: Experiment;
  /** The data that it was trained on to reach the step. */
  data: readonly DataFile[];
}

/** The threads that TensorFlow computes on: with the same ones a run goes on to the same values. */
interface Threads {
  interOp: number;
  intraOp: number;
}

/** A checkpoint of a run, for a worker that reads it and trains nothing. */
export interface SavedModel {
  spec: Experiment;
  resources: string;
  datasets: string;
  checkpoints: string;
  /** Step of the checkpoint. */
  step: number;
  /** As for `start`. */
  expectedData: readonly DataFile[];
}

/**
 * Messages from the manager to a worker. The first but for `preload` is `start`, `inspect` or `evaluate`, sent once; or `together`, after
 * which `toRun` holds the messages to each of the runs that train together in it.
 */
export type ToWorker =
  | ({
      kind: 'start';
      spec: Experiment;
      /** Folder of the program's own files: bundled data. */
      resources: string;
      /** Folder of the project's imported data. */
      datasets: string;
      /** Folder of the run's checkpoints. */
      checkpoints: string;
      /** Steps of the checkpoints to try, the newest first; empty starts from step 0. */
      resumeFrom: readonly number[];
      /** Where `resumeFrom` is empty, the checkpoint of another run to start from; null: from step 0. */
      continueFrom: ParentCheckpoint | null;
      /** Whether a run that had finished is to train on. */
      isExtended: boolean;
      /** The threads that the run has used so far, so that it goes on to the same values; null: chosen anew. */
      threads: Threads | null;
      /** The data that the run must find, as it recorded them; empty: any. */
      expectedData: readonly DataFile[];
    } & MachineShare)
  /** In place of `start`: runs one request on a checkpoint. */
  | ({ kind: 'inspect'; request: InspectRequest } & SavedModel)
  /** In place of `start`: evaluates a checkpoint. `threads`: of the run; null: chosen for so many cores. */
  | ({
      kind: 'evaluate';
      request: EvaluationRequest;
      threads: Threads | null;
      cores: number;
    } & SavedModel)
  /** Before all others: a run will follow soon. The worker loads TensorFlow. */
  | { kind: 'preload' }
  | { kind: 'pause' }
  | { kind: 'resume' }
  /** Ends the run with a checkpoint. */
  | { kind: 'stop' }
  /** In a worker of several runs: ends one without a checkpoint. */
  | { kind: 'abandon' }
  /** In place of `start`: so many runs train in this worker, each started by a message of its own. */
  | { kind: 'together'; count: number }
  /** `message`: `start`, or one to a run that has started. `absent`: the run will not be started. */
  | { kind: 'toRun'; run: number; message: ToWorker | { kind: 'absent' } }
  /** Answers `sync`: the curves are on the disk; with a `failure`, they cannot be written. */
  | { kind: 'synced'; failure: string | null };

/** Messages from a worker. After the event `end`, `inspected`, `evaluated` or `failed` the process exits. */
export type FromWorker =
  | { kind: 'event'; event: TrainEvent }
  /** The data that the run trains on, before the event `started`. */
  | { kind: 'data'; files: DataFile[] }
  /** Asks for an answer `synced` once all events sent so far are on the disk. No checkpoint is saved before. */
  | { kind: 'sync' }
  /** A checkpoint finds the disk full: the worker is paused, and tries again after `resume`. */
  | { kind: 'diskFull'; message: string }
  | { kind: 'inspected'; result: InspectResult }
  /** From one of the runs of a worker that trains several. */
  | { kind: 'fromRun'; run: number; message: FromWorker }
  /** One of them has ended. */
  | { kind: 'runEnded'; run: number; code: number }
  | { kind: 'evaluated'; result: EvaluationResult }
  | {
      kind: 'failed';
      errorKind: ErrorKind;
      message: string;
      /** The step whose loss was not finite, if that is the reason. */
      failedStep?: number;
      /** Whether the data are not the expected ones. */
      isOtherData?: boolean;
    };
