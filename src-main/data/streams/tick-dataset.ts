import type { Fields, SplitName } from '#spec/task';
import type { Column } from '../dataset';
import type { Generator } from '../random';

/** The column of a value field; a record holds the index of one of its rows. */
export type ValueTable = Extract<Column, { kind: 'values' }>;

/**
 * The data of a task that is a stream of ticks. Each row of the batch reads its own stream. At each tick a row reads
 * one record of integers:
 *
 * - First 1 where a new sequence begins, which sets the recurrent state to zero before this tick, else 0.
 * - Then, for each field in the order of `fields`, the class of a label or the row of the field's table. A label is
 *   −1 where the loss does not count it, and `upcomingTarget(c)` where the loss does not count it but the task
 *   announces that c will be the target of a later tick. A value is −1 where there is no input.
 */
export interface TickDataset {
  name: string;
  fields: Fields;
  /** By value field. */
  tables: Record<string, ValueTable>;
  /** Value fields that are targets: NaN where the loss does not count them. Other value fields are 0 there. */
  targets?: readonly string[];
  /** Whether sequences end at all; if false, no record begins with 1. */
  hasSequences: boolean;
  /** Sentences for the user about the data. */
  warnings?: readonly string[];
  /** A new source at the start of the split, or null where the task has no such split. */
  open(split: SplitName, options: TickSourceOptions): TickSource | null;
}

/** How a record encodes that class `target` will be the target of a later tick. Is its own inverse. */
export const upcomingTarget = (target: number): number => -2 - target;

export interface TickSourceOptions {
  /** Rows of the batch, which is the batch size. */
  rows: number;
  generator: Generator;
  /** Whether all rows begin their sequences at the same ticks, as backpropagation through whole sequences needs. */
  aligned: boolean;
}

/** The state of a source as JSON: a source restored from it continues with the same records. */
export type TickSourceState = unknown;

export interface TickSource {
  /** Ticks after which the split has been read once; null where it never ends. */
  readonly ticks: number | null;
  /** Writes the records of the next tick, `[rows × (1 + fields)]`, into `into`, beginning at `at`. */
  next(into: Int32Array, at: number): void;
  state(): TickSourceState;
  restore(state: TickSourceState): void;
  /** Null for a task without a curriculum. */
  readonly curriculum: Curriculum | null;
}

export interface Curriculum {
  /** The largest solved length N (0 before the first); for repeat copy, the largest solved N · R. */
  readonly level: number;
  /** Ticks of a sequence that begins now. */
  readonly sequenceLength: number;
  /**
   * Takes the mean error of one training step, in bits, over the ticks that have a target. Returns the running mean
   * that decides whether the task grows, with this step in it; null where the step had no target.
   */
  report(bits: number): number | null;
}

/** The records of several consecutive ticks as arrays to feed. */
export interface TickBatch {
  /**
   * By field, `[(history + ticks) × rows × size]`, ticks outermost: values as stored, labels as classes (−1 where
   * the loss does not count them).
   */
  values: Record<string, Float32Array | Int32Array>;
  /** By field, the factor that turns a stored number into its value. */
  scales: Readonly<Record<string, number>>;
  /** `[(ticks + 1) × rows]`: 1 where a sequence begins, for the window and the tick after it; null where none does. */
  begins: Float32Array | null;
}
