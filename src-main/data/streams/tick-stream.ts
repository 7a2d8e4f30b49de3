/**
 * Reads the streams of a batch tick by tick and gives windows of the past. Example: windows of 8 ticks.
 *
 *     const stream = createTickStream(dataset, 'train', { rows: 64, aligned: false, retainedTicks: 8, generator });
 *     stream?.advance(8);
 *     const { values, begins } = stream.window(8, 0); // values.symbol: [8 × 64], ticks outermost
 */
import type { SplitName } from '#spec/task';
import { exampleSize, scalesOf } from '../dataset';
import type { Generator } from '../random';
import { savedStateError } from '../saved-state';
import type {
  Curriculum,
  TickBatch,
  TickDataset,
  TickSource,
  TickSourceState,
} from './tick-dataset';

export interface TickStreamOptions {
  /** Rows of the batch, which is the batch size. */
  rows: number;
  generator: Generator;
  /** See `TickSourceOptions`. */
  aligned: boolean;
  /** Ticks of the past to retain, the newest window included. */
  retainedTicks: number;
  /** Ticks after which the stream ends, unless the split ends before. */
  mostTicks?: number;
}

/** A place in a stream as JSON, with the retained past. */
export interface TickStreamState {
  source: TickSourceState;
  read: number;
  /** The retained records and those of the tick read ahead. */
  records: number[];
}

/** The streams of the rows of a batch, read tick by tick, with a retained past. */
export interface TickStream {
  /** Reads this many further ticks. */
  advance(ticks: number): void;
  /**
   * The window of `ticks` ticks that ends `back` ticks before the newest tick, with the `history` ticks before it.
   * Before the start of the stream and after its end labels are −1 and values 0, or NaN where they are targets. The next
   * call with the same arguments reuses the arrays.
   */
  window(ticks: number, history: number, back?: number): TickBatch;
  /** Ticks of the stream; null where it never ends. */
  readonly ticks: number | null;
  /** Ticks read so far. */
  readonly read: number;
  readonly curriculum: Curriculum | null;
  state(): TickStreamState;
}

/** A stream at the start of a split; null where the task has no such split. */
export function createTickStream(
  dataset: TickDataset,
  split: SplitName,
  options: TickStreamOptions,
): TickStream | null {
  const source = dataset.open(split, options);
  if (!source) return null;
  const stream = new RecordedStream(dataset, source, options);
  stream.lookAhead();
  return stream;
}

/**
 * The stream as it was when `state` was taken; data and options must be the same. Throws a plain
 * Error where the state is damaged.
 */
export function restoreTickStream(
  dataset: TickDataset,
  split: SplitName,
  options: TickStreamOptions,
  state: TickStreamState,
): TickStream | null {
  const source = dataset.open(split, options);
  if (!source) return null;
  source.restore(state.source);
  if (!areRecords(state, dataset, options.rows)) throw savedStateError();
  return new RecordedStream(dataset, source, options, state);
}

/** Whether the saved records are whole ticks, and their numbers those of the fields. */
function areRecords(
  { records, read }: TickStreamState,
  { fields, tables }: TickDataset,
  rows: number,
): boolean {
  const columns = Object.entries(fields).map(([name, field]) => {
    const table = tables[name];
    const count = table
      ? table.data.length / exampleSize(table)
      : field.kind === 'label'
        ? field.classes
        : Infinity;
    // Labels below −1 are those of later ticks: see `upcomingTarget`.
    return { least: -1 - count, count };
  });
  const all = [{ least: 0, count: 2 }, ...columns];
  const ticks = records.length / (rows * all.length);
  if (!Number.isInteger(ticks) || ticks < 1 || ticks > read + 1) return false;
  return records.every((value, index) => {
    const { least, count } = all[index % all.length] ?? { least: 0, count: 0 };
    return value >= least && value < count;
  });
}

class RecordedStream implements TickStream {
  readonly #dataset: TickDataset;
  readonly #source: TickSource;
  readonly #rows: number;
  readonly #width: number;
  readonly #retainedTicks: number;
  readonly #end: number;
  /** Records of the retained ticks, the oldest first, then of the tick after the newest. */
  #records: Int32Array;
  /** Ticks in `#records`. */
  #filled = 0;
  #read = 0;
  /** The number of the tick that is read next, from 0. */
  #nextTick: number;
  readonly #arrays = new Map<string, TickBatch>();

  constructor(
    dataset: TickDataset,
    source: TickSource,
    { rows, retainedTicks, mostTicks = Infinity }: TickStreamOptions,
    from?: TickStreamState,
  ) {
    this.#dataset = dataset;
    this.#source = source;
    this.#rows = rows;
    this.#width = 1 + Object.keys(dataset.fields).length;
    this.#retainedTicks = retainedTicks;
    this.#end = Math.min(source.ticks ?? Infinity, mostTicks);
    this.#records = Int32Array.from(from?.records ?? []);
    this.#filled = this.#records.length / (rows * this.#width);
    this.#read = from?.read ?? 0;
    this.#nextTick = from ? from.read + 1 : 0;
  }

  get ticks(): number | null {
    return Number.isFinite(this.#end) ? this.#end : null;
  }

  get read(): number {
    return this.#read;
  }

  get curriculum(): Curriculum | null {
    return this.#source.curriculum;
  }

  /** Reads the tick after the newest, since a window also says whether sequences begin there. */
  lookAhead(): void {
    this.#readTicks(1);
  }

  advance(ticks: number): void {
    this.#readTicks(ticks);
    this.#read += ticks;
  }

  #readTicks(ticks: number): void {
    const size = this.#rows * this.#width;
    const capacity = this.#records.length / size;
    if (this.#filled + ticks > capacity) {
      const retained = Math.min(this.#filled, this.#retainedTicks + 1);
      const length = 2 * (this.#retainedTicks + 1) + ticks;
      const records = new Int32Array(Math.max(length, retained + ticks) * size);
      records.set(this.#records.subarray((this.#filled - retained) * size, this.#filled * size));
      this.#records = records;
      this.#filled = retained;
    }
    for (let tick = 0; tick < ticks; tick++) this.#readTick(this.#filled++ * size);
  }

  #readTick(at: number): void {
    if (this.#nextTick++ < this.#end) {
      this.#source.next(this.#records, at);
      return;
    }
    for (let row = 0; row < this.#rows; row++) {
      const from = at + row * this.#width;
      this.#records.fill(-1, from, from + this.#width);
      this.#records[from] = 0;
    }
  }

  window(ticks: number, history: number, back = 0): TickBatch {
    const batch = this.#arraysFor(ticks, history, back);
    // The last record is that of the tick after the newest.
    const from = this.#filled - 1 - back - ticks - history;
    Object.keys(this.#dataset.fields).forEach((name, index) => {
      const values = batch.values[name];
      if (values) this.#fill(values, name, index + 1, from, ticks + history);
    });
    if (batch.begins) {
      const begins = batch.begins;
      for (let tick = 0; tick <= ticks; tick++)
        for (let row = 0; row < this.#rows; row++)
          begins[tick * this.#rows + row] = this.#at(from + history + tick, row, 0) === 1 ? 1 : 0;
    }
    return batch;
  }

  /** One number of a record; −1 before the retained ticks. */
  #at(tick: number, row: number, column: number): number {
    if (tick < 0) return -1;
    return this.#records[(tick * this.#rows + row) * this.#width + column] ?? -1;
  }

  #fill(
    values: Float32Array | Int32Array,
    name: string,
    column: number,
    from: number,
    count: number,
  ): void {
    const table = this.#dataset.tables[name];
    let place = 0;
    if (!table) {
      for (let tick = from; tick < from + count; tick++) {
        // Not by `#at`: of long texts millions of numbers are copied here.
        const [first, end] = [tick * this.#rows * this.#width + column, place + this.#rows];
        if (tick < 0) values.fill(-1, place, end);
        else
          for (let at = first; place < end; at += this.#width)
            values[place++] = this.#records[at] ?? -1;
        place = end;
      }
      return;
    }
    const size = exampleSize(table);
    const absent = this.#dataset.targets?.includes(name) ? Number.NaN : 0;
    const { data } = table;
    for (let tick = from; tick < from + count; tick++)
      for (let row = 0; row < this.#rows; row++) {
        const number = this.#at(tick, row, column);
        if (number < 0) values.fill(absent, place, place + size);
        else values.set(data.subarray(number * size, (number + 1) * size), place);
        place += size;
      }
  }

  #arraysFor(ticks: number, history: number, back: number): TickBatch {
    const key = `${ticks}/${history}/${back}`;
    const existing = this.#arrays.get(key);
    if (existing) return existing;
    const count = (history + ticks) * this.#rows;
    const values = Object.keys(this.#dataset.fields).map((name) => {
      const table = this.#dataset.tables[name];
      return [
        name,
        table ? new Float32Array(count * exampleSize(table)) : new Int32Array(count),
      ] as const;
    });
    const created: TickBatch = {
      values: Object.fromEntries(values),
      scales: scalesOf(this.#dataset.tables),
      begins: this.#dataset.hasSequences ? new Float32Array((ticks + 1) * this.#rows) : null,
    };
    this.#arrays.set(key, created);
    return created;
  }

  state(): TickStreamState {
    const size = this.#rows * this.#width;
    const retained = Math.min(this.#filled, this.#retainedTicks + 1);
    return {
      source: this.#source.state(),
      read: this.#read,
      records: [...this.#records.subarray((this.#filled - retained) * size, this.#filled * size)],
    };
  }
}
