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

export type DataSourceState =
  { kind: 'set'; batches: BatchStreamState } | { kind: 'stream'; ticks: TickStreamState };

/** The training part of the data, read on step by step. */
export interface DataSource {
  /** Reads on: the next batch of a set, or so many ticks of the streams. */
  advance(ticks: number): void;
  /**
   * The newest `ticks` that end `back` ticks before the newest one, with `history` before them; a set has
   * its batch alone. `offset`: ticks before the window. The arrays are used again by the next call.
   */
  window(ticks: number, history: number, back: number): WindowData;
  readonly curriculum: Curriculum | null;
  state(): DataSourceState;
}

interface DataSourceOptions {
  training: Training;
  /** Ticks of the past to keep at hand. */
  pastTicks: number;
  /** Of the columns of a set that lie where the steps compute; they stay the caller's. */
  columns: DeviceColumns | null;
  /** Where to go on; null begins anew. */
  from: DataSourceState | null;
}

/** Throws `validation` where a saved place does not belong to these data. */
export function openDataSource(data: TrainingData, options: DataSourceOptions): DataSource {
  return isStream(data) ? openStreamSource(data, options) : openExampleSource(data, options);
}

function openExampleSource(
  { splits }: Dataset,
  { training, columns, from }: DataSourceOptions,
): DataSource {
  const { seed, shuffle, batch } = training;
  const without = (field: string): boolean => columns?.has(field) ?? false;
  if (from && from.kind !== 'set') throw mismatchedState();
  const batches = from
    ? restoreBatchStream(splits.train, { batch, shuffle, without }, from.batches)
    : createBatchStream(splits.train, {
        batch,
        shuffle,
        without,
        generator: createGenerator(seed, 'batches'),
      });
  let now: Batch | null = null;
  return {
    advance: () => {
      now = batches.next();
    },
    window: () => {
      if (!now) throw new Error('nothing was read yet');
      return exampleWindow(now, columns);
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
    batch: training.batch,
    aligned: training.method === 'backprop',
    generator: createGenerator(training.seed, 'batches'),
    memory: pastTicks,
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
