import type { SplitName } from '#spec/task';
import { numbersAnExample, scalesOf } from '../dataset';
import type { Generator } from '../random';
import type {
  Curriculum,
  TickBatch,
  TickDataset,
  TickSource,
  TickSourceState,
} from './tick-dataset';

export interface TickStreamOptions {
  /** Rows of the batch. */
  batch: number;
  generator: Generator;
  /** See `OpenOptions`. */
  aligned: boolean;
  /** Ticks of the past to keep at hand, the newest window included. */
  memory: number;
}

/** A place in a stream as JSON, the kept past included. */
export interface TickStreamState {
  source: TickSourceState;
  read: number;
  /** The kept records, the one read ahead included. */
  records: number[];
}

/** The streams of a batch, read on tick by tick; a window of the past stays at hand. */
export interface TickStream {
  /** Reads so many ticks more. */
  advance(ticks: number): void;
  /**
   * The newest `ticks` that end `back` ticks before the newest one, with `history` ticks before them. Before
   * the stream's start there is nothing: labels −1, values zero. The arrays are used again by the next call
   * with the same arguments.
   */
  window(ticks: number, history: number, back?: number): TickBatch;
  /** Of the part; null where it never ends. */
  readonly ticks: number | null;
  /** Ticks read so far. */
  readonly read: number;
  readonly curriculum: Curriculum | null;
  state(): TickStreamState;
}

/** Null where the task has no such part. */
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

/** The stream as it was when `state` was taken, of the same data and options. */
export function restoreTickStream(
  dataset: TickDataset,
  split: SplitName,
  options: TickStreamOptions,
  state: TickStreamState,
): TickStream | null {
  const source = dataset.open(split, options);
  if (!source) return null;
  source.restore(state.source);
  return new RecordedStream(dataset, source, options, state);
}

class RecordedStream implements TickStream {
  readonly #dataset: TickDataset;
  readonly #source: TickSource;
  readonly #batch: number;
  readonly #width: number;
  readonly #memory: number;
  /** Records of the last ticks, the oldest first, and of the one after the newest. */
  #records: Int32Array;
  /** Ticks in it. */
  #kept = 0;
  #read = 0;
  readonly #arrays = new Map<string, TickBatch>();

  constructor(
    dataset: TickDataset,
    source: TickSource,
    { batch, memory }: TickStreamOptions,
    from?: TickStreamState,
  ) {
    this.#dataset = dataset;
    this.#source = source;
    this.#batch = batch;
    this.#width = 1 + Object.keys(dataset.fields).length;
    this.#memory = memory;
    this.#records = Int32Array.from(from?.records ?? []);
    this.#kept = this.#records.length / (batch * this.#width);
    this.#read = from?.read ?? 0;
  }

  get ticks(): number | null {
    return this.#source.ticks;
  }

  get read(): number {
    return this.#read;
  }

  get curriculum(): Curriculum | null {
    return this.#source.curriculum;
  }

  /** Reads the tick after the newest: a window tells whether sequences begin there. */
  lookAhead(): void {
    this.#pull(1);
  }

  advance(ticks: number): void {
    this.#pull(ticks);
    this.#read += ticks;
  }

  #pull(ticks: number): void {
    const size = this.#batch * this.#width;
    const room = this.#records.length / size;
    if (this.#kept + ticks > room) {
      const left = Math.min(this.#kept, this.#memory + 1);
      const length = 2 * (this.#memory + 1) + ticks;
      const records = new Int32Array(Math.max(length, left + ticks) * size);
      records.set(this.#records.subarray((this.#kept - left) * size, this.#kept * size));
      this.#records = records;
      this.#kept = left;
    }
    for (let tick = 0; tick < ticks; tick++) this.#source.next(this.#records, this.#kept++ * size);
  }

  window(ticks: number, history: number, back = 0): TickBatch {
    const batch = this.#arraysFor(ticks, history, back);
    // The last record kept is of the tick after the newest.
    const from = this.#kept - 1 - back - ticks - history;
    Object.keys(this.#dataset.fields).forEach((name, index) => {
      const values = batch.values[name];
      if (values) this.#fill(values, name, index + 1, from, ticks + history);
    });
    if (batch.begins) {
      const begins = batch.begins;
      for (let tick = 0; tick <= ticks; tick++)
        for (let row = 0; row < this.#batch; row++)
          begins[tick * this.#batch + row] = this.#at(from + history + tick, row, 0) === 1 ? 1 : 0;
    }
    return batch;
  }

  /** Ticks before the kept ones show nothing. */
  #at(tick: number, row: number, column: number): number {
    if (tick < 0) return -1;
    return this.#records[(tick * this.#batch + row) * this.#width + column] ?? -1;
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
      for (let tick = from; tick < from + count; tick++)
        for (let row = 0; row < this.#batch; row++) values[place++] = this.#at(tick, row, column);
      return;
    }
    const size = numbersAnExample(table);
    const nothing = this.#dataset.targets?.includes(name) ? Number.NaN : 0;
    const { data } = table;
    for (let tick = from; tick < from + count; tick++)
      for (let row = 0; row < this.#batch; row++) {
        const number = this.#at(tick, row, column);
        if (number < 0) values.fill(nothing, place, place + size);
        else values.set(data.subarray(number * size, (number + 1) * size), place);
        place += size;
      }
  }

  #arraysFor(ticks: number, history: number, back: number): TickBatch {
    const key = `${ticks}/${history}/${back}`;
    const known = this.#arrays.get(key);
    if (known) return known;
    const count = (history + ticks) * this.#batch;
    const values = Object.keys(this.#dataset.fields).map((name) => {
      const table = this.#dataset.tables[name];
      return [
        name,
        table ? new Float32Array(count * numbersAnExample(table)) : new Int32Array(count),
      ] as const;
    });
    const made: TickBatch = {
      values: Object.fromEntries(values),
      scales: scalesOf(this.#dataset.tables),
      begins: this.#dataset.hasSequences ? new Float32Array((ticks + 1) * this.#batch) : null,
    };
    this.#arrays.set(key, made);
    return made;
  }

  state(): TickStreamState {
    const size = this.#batch * this.#width;
    const left = Math.min(this.#kept, this.#memory + 1);
    return {
      source: this.#source.state(),
      read: this.#read,
      records: [...this.#records.subarray((this.#kept - left) * size, this.#kept * size)],
    };
  }
}
