import { WorkbenchError } from '#spec/errors';
import { numbersAnExample, scalesOf, type Split } from '../dataset';
import { restoreGenerator, shuffledIndices, type Generator, type GeneratorState } from '../random';

export interface Batch {
  size: number;
  /** By field: values `[size × shape]` as they are stored, labels `[size]` as class numbers. */
  values: Record<string, Float32Array | Int32Array>;
  /** By field: what its stored numbers are multiplied by. The step does it: a copy is four times as quick. */
  scales: Readonly<Record<string, number>>;
  /** Which examples of the split these are. */
  indices: Uint32Array;
}

interface BatchOptions {
  batch: number;
  shuffle: boolean;
  /** Fields whose values are left out of the batches: their reader goes by the indices. */
  without?(field: string): boolean;
}

/** The place in the stream: an epoch's order follows from its generator's state at the start. */
export interface BatchStreamState {
  epochStart: GeneratorState;
  offset: number;
}

export interface BatchStream {
  /** The next batch. Its arrays are used again by the next call. */
  next(): Batch;
  state(): BatchStreamState;
}

/**
 * Endless batches of a split: the orders of the epochs, one after the other, cut into pieces of
 * `batch`. Every batch is full; some cross the border of two epochs. Unshuffled, example j of batch k
 * (from 0) is number (k · batch + j) mod count.
 */
export function createBatchStream(
  split: Split,
  options: BatchOptions & { generator: Generator },
): BatchStream {
  return streamFrom(split, options, { epochStart: options.generator.state(), offset: 0 });
}

/**
 * The stream as it was when `state` was taken. Throws `validation` where the state points past the
 * split's end: the data are not those it was taken on.
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
  { batch, shuffle, without }: BatchOptions,
  start: BatchStreamState,
): BatchStream {
  let { epochStart, offset } = start;
  const generator = restoreGenerator(epochStart);
  const orderOfEpoch = (): Uint32Array =>
    shuffle
      ? shuffledIndices(split.count, generator)
      : Uint32Array.from({ length: split.count }, (_, index) => index);
  let order = orderOfEpoch();
  const indices = new Uint32Array(batch);
  const values = emptyValues(split, batch, without);
  const scales = scalesOf(split.columns);
  return {
    next() {
      for (let i = 0; i < batch; i++) {
        if (offset === split.count) {
          epochStart = generator.state();
          offset = 0;
          order = orderOfEpoch();
        }
        indices[i] = order[offset++] ?? 0;
      }
      fill(split, indices, values);
      return { size: batch, values, scales, indices };
    },
    state: () => ({ epochStart, offset }),
  };
}

/** Examples `from` to `to` (not included) in file order, in arrays of their own. */
export function gatherBatch(split: Split, from: number, to: number): Batch {
  const size = to - from;
  const indices = Uint32Array.from({ length: size }, (_, index) => from + index);
  const values = emptyValues(split, size);
  fill(split, indices, values);
  return { size, values, scales: scalesOf(split.columns), indices };
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
      column.kind === 'label'
        ? new Int32Array(size)
        : new Float32Array(size * numbersAnExample(column)),
    ]),
  );
}

function fill(split: Split, indices: Uint32Array, values: Batch['values']): void {
  for (const [field, column] of Object.entries(split.columns)) {
    const target = values[field];
    if (!target) continue;
    const size = numbersAnExample(column);
    const { data } = column;
    for (let i = 0; i < indices.length; i++) {
      const from = (indices[i] ?? 0) * size;
      target.set(data.subarray(from, from + size), i * size);
    }
  }
}
