/** Streams of imported examples in their order: all of them as one stream, or as sequences of one length. */
import { z } from 'zod';
import type { SplitName } from '#spec/task';
import { countSchema } from '../saved-state';
import type { TickSource, TickSourceOptions, TickSourceState } from './tick-dataset';

/**
 * Held-out splits are read by fewer rows where each row would read fewer ticks than this. Each row begins with a
 * recurrent state of zeros, so short pieces would judge a model by its first ticks.
 */
const minTicksPerRow = 100;

/** What one row of the batch reads at one tick. */
export interface RowTick {
  /** Index of the example in the split; null after the end of the split. */
  example: number | null;
  /** Whether a sequence begins here. */
  begins: boolean;
  /** Whether the loss counts the target at this tick. */
  hasTarget: boolean;
}

/** Writes the record of one row into `into`, beginning at `offset`. Returns the offset after it. */
export type WriteRecord = (into: Int32Array, offset: number, tick: RowTick) => number;

interface OrderedExamples {
  split: SplitName;
  /** Examples that have a target. */
  count: number;
  write: WriteRecord;
}

/**
 * All examples as one stream. Each row begins at its own example, evenly spaced over the split. The training split
 * repeats without end; other splits are read once, and by fewer rows where each would read few ticks.
 */
export function continuousStream(
  { split, count, write }: OrderedExamples,
  { rows }: TickSourceOptions,
): TickSource {
  const isEndless = split === 'train';
  const readers = isEndless
    ? rows
    : Math.max(1, Math.min(rows, Math.floor(count / minTicksPerRow)));
  const start = (row: number): number =>
    row < readers ? Math.floor((row * count) / readers) : count;
  return sourceByTick(isEndless ? null : Math.ceil(count / readers), (read, into, at) => {
    let offset = at;
    for (let row = 0; row < rows; row++) {
      const example = start(row) + read;
      const isOver = !isEndless && example >= start(row + 1);
      const tick = { example: isOver ? null : example % count, begins: false, hasTarget: true };
      offset = write(into, offset, tick);
    }
  });
}

export interface FixedLengthSequences extends OrderedExamples {
  /** Ticks of a sequence. */
  length: number;
  /** Examples from the start of one sequence to the start of the next. */
  stride: number;
  /** The ticks of a sequence whose targets the loss counts. */
  asked: 'all' | 'last';
}

/** Sequences of one length: each row reads one, then each reads the next that no row has read. */
export function fixedLengthStream(
  { split, count, length, stride, asked, write }: FixedLengthSequences,
  { rows }: TickSourceOptions,
): TickSource {
  const sequences = Math.floor((count - length) / stride) + 1;
  const isEndless = split === 'train';
  return sourceByTick(isEndless ? null : Math.ceil(sequences / rows) * length, (read, into, at) => {
    const tick = read % length;
    const first = Math.floor(read / length) * rows;
    let offset = at;
    for (let sequence = first; sequence < first + rows; sequence++) {
      const isOver = !isEndless && sequence >= sequences;
      offset = write(into, offset, {
        example: isOver ? null : (sequence % sequences) * stride + tick,
        begins: tick === 0,
        hasTarget: asked === 'all' || tick === length - 1,
      });
    }
  });
}

const placeSchema = z.object({ read: countSchema });

/** A source whose only state is the number of ticks read. */
function sourceByTick(
  ticks: number | null,
  writeTick: (read: number, into: Int32Array, at: number) => void,
): TickSource {
  let read = 0;
  return {
    ticks,
    curriculum: null,
    next: (into, at) => writeTick(read++, into, at),
    state: () => ({ read }),
    restore(state: TickSourceState) {
      ({ read } = placeSchema.parse(state));
    },
  };
}
