/**
 * Batches of a set of examples. Example:
 *
 *     const stream = createBatchStream(dataset.splits.train, { rows: 64, shuffle: true, generator });
 *     const { values, indices } = stream.next(); // values.image: [64 × 28 × 28 × 1], as stored
 */
import { WorkbenchError } from '#spec/errors';
import { exampleSize, scalesOf, sliceSplit, type Split } from '../dataset';
import {
  countingIndices,
  restoreGenerator,
  shuffledIndices,
  type Generator,
  type GeneratorState,
} from '../random';

export interface Batch {
  rows: number;
  /** By field: values `[rows × shape]` as they are stored, labels `[rows]` as class numbers. */
  values: Record<string, Float32Array | Int32Array | Uint8Array>;
  /**
   * By field, the factor that turns a stored number into its value. The training step multiplies: copying the stored
   * numbers is four times as fast as scaling them here.
   */
  scales: Readonly<Record<string, number>>;
  /** Indices of these examples in the split. */
  indices: Uint32Array;
}

interface BatchOptions {
  rows: number;
  shuffle: boolean;
  /** Whether a field is left out of `values`, because its reader looks the examples up by `indices`. */
  excludesField?(field: string): boolean;
}

/** The place in the stream. The order of an epoch follows from the state of the generator at its start. */
export interface BatchStreamState {
  epochStart: GeneratorState;
  offset: number;
}

export interface BatchStream {
  /** The next batch. The next call reuses its arrays. */
  next(): Batch;
  state(): BatchStreamState;
}

/**
 * Batches of a split without end: the examples of one epoch after the other, cut into batches of `rows`. Every batch
 * is full, so some contain examples of two epochs. Without shuffling, example j of batch k, both from 0, is example
 * (k · rows + j) mod count of the split.
 */
export function createBatchStream(
  split: Split,
  options: BatchOptions & { generator: Generator },
): BatchStream {
  return streamFrom(split, options, { epochStart: options.generator.state(), offset: 0 });
}

/**
 * The stream as it was when `state` was taken. Throws `validation` where the state points past the end of the split,
 * which means that it was taken on other data.
 */
export function restoreBatchStream(
  split: Split,
  options: BatchOptions,
  state: BatchStreamState,
): BatchStream {
  if (!Number.isInteger(state.offset) || state.offset < 0 || state.offset > split.count)
    throw new WorkbenchError(
      'validation',
      `The saved place in the data is example ${state.offset} of an epoch, but the training part has ${split.count} examples. Resume with the data that the run began with, or start it anew.`,
    );
  return streamFrom(split, options, state);
}

function streamFrom(
  split: Split,
  { rows, shuffle, excludesField }: BatchOptions,
  start: BatchStreamState,
): BatchStream {
  let { epochStart, offset } = start;
  const generator = restoreGenerator(epochStart);
  const drawOrder = (): Uint32Array =>
    shuffle ? shuffledIndices(split.count, generator) : countingIndices(split.count);
  let order = drawOrder();
  const indices = new Uint32Array(rows);
  const values = emptyValues(split, rows, excludesField);
  const scales = scalesOf(split.columns);
  return {
    next() {
      for (let i = 0; i < rows; i++) {
        if (offset === split.count) {
          epochStart = generator.state();
          offset = 0;
          order = drawOrder();
        }
        indices[i] = order[offset++] ?? 0;
      }
      fill(split, indices, values);
      return { rows, values, scales, indices };
    },
    state: () => ({ epochStart, offset }),
  };
}

/** Examples `from` to `to` (exclusive) in file order. The values are views on the arrays of the split. */
export function sliceBatch(split: Split, from: number, to: number): Batch {
  const { count: rows, columns } = sliceSplit(split, from, to);
  const values = Object.entries(columns).map(([field, { kind, data }]) => [
    field,
    kind === 'label' && data instanceof Uint8Array ? Int32Array.from(data) : data,
  ]);
  return {
    rows,
    values: Object.fromEntries(values) as Batch['values'],
    scales: scalesOf(columns),
    indices: Uint32Array.from({ length: rows }, (_, index) => from + index),
  };
}

function emptyValues(
  split: Split,
  size: number,
  without: (field: string) => boolean = () => false,
): Batch['values'] {
  const kept = Object.entries(split.columns).filter(([field]) => !without(field));
  return Object.fromEntries(
    kept.map(([field, column]) => [
      field,
      column.kind === 'label' ? new Int32Array(size) : new Float32Array(size * exampleSize(column)),
    ]),
  );
}

function fill(split: Split, indices: Uint32Array, values: Batch['values']): void {
  for (const [field, column] of Object.entries(split.columns)) {
    const target = values[field];
    if (!target) continue;
    const size = exampleSize(column);
    const { data } = column;
    if (size === 1) {
      // Labels and single numbers: a view on each of them would take most of the time of a batch.
      for (let i = 0; i < indices.length; i++) target[i] = data[indices[i] ?? 0] ?? 0;
      continue;
    }
    for (let i = 0; i < indices.length; i++) {
      const from = (indices[i] ?? 0) * size;
      target.set(data.subarray(from, from + size), i * size);
    }
  }
}
