import {
  createBatchStream,
  restoreBatchStream,
  type Batch,
  type BatchStreamState,
} from '#data/streams/batches';
import type { Dataset } from '#data/dataset';
import { createGenerator } from '#data/random';
import {
  createTickStream,
  restoreTickStream,
  type TickStream,
  type TickStreamState,
} from '#data/streams/tick-stream';
import type { Curriculum, TickDataset } from '#data/streams/tick-dataset';
import { WorkbenchError } from '#spec/errors';
import type { Training } from '#spec/training';
import type { WindowData } from './feed';
import { exampleWindow } from './example-window';
import type { DeviceColumns } from './device-columns';

/** The data a run trains on: a set of examples, or streams of ticks. */
export type TrainingData = Dataset | TickDataset;

export function isStream(data: TrainingData): data is TickDataset {
  return 'open' in data;
}

/** A position in the data as JSON: what a checkpoint keeps under `supply`. */
export type DataSourceState =
  { kind: 'set'; batches: BatchStreamState } | { kind: 'stream'; ticks: TickStreamState };

/** The training part of the data, read step by step. */
export interface DataSource {
  /** Reads the next batch of a set of examples, or the next ticks of the streams. */
  advance(ticks: number): void;
  /**
   * The window of `ticks` ticks that ends `back` ticks before the newest one, with `history` ticks before it; a
   * set of examples has its last batch alone. The next call may use the arrays again (`copyArrays`). Throws a
   * plain Error before the first `advance`.
   */
  window(ticks: number, history: number, back: number): WindowData;
  readonly curriculum: Curriculum | null;
  /** The position from which `openDataSource` goes on. */
  state(): DataSourceState;
}

interface DataSourceOptions {
  training: Training;
  /** How many ticks of the past to keep for `window`. */
  pastTicks: number;
  /** The columns of a set of examples that are on the device already; they stay the caller's. */
  columns: DeviceColumns | null;
  /** The position to go on from; null starts at the beginning. */
  from: DataSourceState | null;
}

/**
 * Opens the training part. Throws a WorkbenchError: `conflict` where a saved position belongs to another kind
 * of data, `validation` where there is no training part.
 */
export function openDataSource(data: TrainingData, options: DataSourceOptions): DataSource {
  return isStream(data) ? openStreamSource(data, options) : openExampleSource(data, options);
}

function openExampleSource(
  { splits }: Dataset,
  { training, columns, from }: DataSourceOptions,
): DataSource {
  const { seed, shuffle, batch: rows } = training;
  const excludesField = (field: string): boolean => columns?.has(field) ?? false;
  if (from && from.kind !== 'set') throw mismatchedState();
  const batches = from
    ? restoreBatchStream(splits.train, { rows, shuffle, excludesField }, from.batches)
    : createBatchStream(splits.train, {
        rows,
        shuffle,
        excludesField,
        generator: createGenerator(seed, 'batches'),
      });
  let batchNow: Batch | null = null;
  return {
    advance: () => {
      batchNow = batches.next();
    },
    window: () => {
      if (!batchNow) throw new Error('no batch was read yet');
      return exampleWindow(batchNow, columns);
    },
    curriculum: null,
    state: () => ({ kind: 'set', batches: batches.state() }),
  };
}

function openStreamSource(
  data: TickDataset,
  { training, pastTicks, from }: DataSourceOptions,
): DataSource {
  const options = {
    rows: training.batch,
    aligned: training.method === 'backprop',
    generator: createGenerator(training.seed, 'batches'),
    retainedTicks: pastTicks,
  };
  if (from && from.kind !== 'stream') throw mismatchedState();
  const stream = from
    ? restoreTickStream(data, 'train', options, from.ticks)
    : createTickStream(data, 'train', options);
  if (!stream)
    throw new WorkbenchError('validation', `The task '${data.name}' has no training part.`);
  return {
    advance: (ticks) => stream.advance(ticks),
    window: (ticks, history, back) => streamWindow(stream, training.batch, ticks, history, back),
    curriculum: stream.curriculum,
    state: () => ({ kind: 'stream', ticks: stream.state() }),
  };
}

/** A window of a stream (`TickStream.window`) with its clock: `offset` counts the ticks before the window. */
export function streamWindow(
  stream: TickStream,
  rows: number,
  ticks: number,
  history: number,
  back: number,
): WindowData {
  const batch = stream.window(ticks, history, back);
  return { ...batch, clock: { offset: stream.read - back - ticks, ticks }, rows, history };
}

function mismatchedState(): WorkbenchError {
  return new WorkbenchError(
    'conflict',
    'The saved place in the data belongs to another kind of task. Start a new run instead.',
  );
}
