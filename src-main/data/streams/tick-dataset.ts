import type { Fields, SplitName } from '#spec/task';
import type { Column } from '../dataset';
import type { Generator } from '../random';

/** Column of a value field: a record holds the number of one of its rows. */
export type ValueTable = Extract<Column, { kind: 'values' }>;

/**
 * The data of a task that is a stream of ticks. Each row of the batch reads a stream of its own. What a
 * row sees at a tick is a record of whole numbers: first 1 where a new sequence begins (the state is set
 * to zero before this tick) and 0 elsewhere; then, for each field in the order of `fields`, the class of
 * a label, or the row of the field's table. −1 says that a label is not asked for here, or that there is
 * nothing to see; `announced(c)` that it is not asked for here, but that what is seen here counts towards c,
 * which will be.
 */
export interface TickDataset {
  name: string;
  fields: Fields;
  /** By value field. */
  tables: Record<string, ValueTable>;
  /** Value fields to be predicted: where nothing is asked for they are not a number, else zero. */
  targets?: readonly string[];
  /** Whether sequences end at all: where not, no record begins with 1. */
  hasSequences: boolean;
  /** What the user should know of the data. */
  warnings?: readonly string[];
  /** Null where the task has no such part. */
  open(split: SplitName, options: OpenOptions): TickSource | null;
}

/** How a record says of a label that c is what will be asked for; no loss counts it. Its own inverse. */
export const announced = (answer: number): number => -2 - answer;

export interface OpenOptions {
  /** Rows of the batch. */
  batch: number;
  generator: Generator;
  /** All rows begin a sequence at the same ticks, as the locked system needs it; else each is at a place of its own. */
  aligned: boolean;
}

/** All that a source is, as JSON: restored, it goes on with the same records. */
export type TickSourceState = unknown;

export interface TickSource {
  /** Ticks until the part has been read once; null where it never ends. */
  readonly ticks: number | null;
  /** Writes the records of the next tick, `[batch × (1 + fields)]`, into `into` from `at`. */
  next(into: Int32Array, at: number): void;
  state(): TickSourceState;
  restore(state: TickSourceState): void;
  /** Tasks with a curriculum. */
  readonly curriculum: Curriculum | null;
}

export interface Curriculum {
  /** The largest solved length N (0: none yet); repeat copy: the longest solved task, N · R. */
  readonly level: number;
  /** Ticks of a sequence that begins now. */
  readonly sequenceTicks: number;
  /** Tells the mean error of one training step, in bits at the places asked for. */
  report(bits: number): void;
}

/** The records of some ticks in a row, ready to be fed. */
export interface TickBatch {
  /** By field, `[(history + ticks) × rows × size]` time-major: values as stored, labels as classes (−1: not asked). */
  values: Record<string, Float32Array | Int32Array>;
  /** By field: what its stored numbers are multiplied by. */
  scales: Readonly<Record<string, number>>;
  /** `[(ticks + 1) × rows]`: 1 where a sequence begins, the tick after the last included; null where none does. */
  begins: Float32Array | null;
}
