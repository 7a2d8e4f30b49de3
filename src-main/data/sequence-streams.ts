import type { SplitName } from '#spec/task';
import type { OpenOptions, TickSource, TickSourceState } from './ticks';

/** A piece of a part begins with an empty memory, so short ones would judge a model by its first ticks. */
const shortestPiece = 100;

/** What a row sees at a tick. */
export interface Seen {
  /** The example; null where the part is over. */
  example: number | null;
  begins: boolean;
  isAsked: boolean;
}

/** Writes the record of a row into `into` from `place`. Returns the place after it. */
export type WriteRecord = (into: Int32Array, place: number, seen: Seen) => number;

interface Series {
  part: SplitName;
  /** Examples that have a target. */
  places: number;
  write: WriteRecord;
}

/**
 * All examples as one stream, which each row begins at a place of its own, as far apart as can be. In
 * training it goes on without end, from the last example to the first; other parts are read once, by fewer
 * rows where these would read little.
 */
export function wholeStream({ part, places, write }: Series, { batch }: OpenOptions): TickSource {
  const isEndless = part === 'train';
  const readers = isEndless
    ? batch
    : Math.max(1, Math.min(batch, Math.floor(places / shortestPiece)));
  const start = (row: number): number =>
    row < readers ? Math.floor((row * places) / readers) : places;
  let read = 0;
  return {
    ticks: isEndless ? null : Math.ceil(places / readers),
    curriculum: null,
    next(into, at) {
      let place = at;
      for (let row = 0; row < batch; row++) {
        const example = start(row) + read;
        const isOver = !isEndless && example >= start(row + 1);
        const seen = { example: isOver ? null : example % places, begins: false, isAsked: true };
        place = write(into, place, seen);
      }
      read += 1;
    },
    state: () => ({ read }),
    restore(state: TickSourceState) {
      read = (state as { read: number }).read;
    },
  };
}

/** Where a stream is: the sequence each row reads, the tick in it, and how many were begun. */
interface SavedPlace {
  rows: { sequence: number; tick: number }[];
  begun: number;
}

export interface Windows extends Series {
  /** Ticks of a sequence. */
  length: number;
  /** Examples from the start of one to the start of the next. */
  stride: number;
  asked: 'all' | 'last';
}

/** How many sequences a part has. */
export function countWindows({
  places,
  length,
  stride,
}: Omit<Windows, keyof Series> & { places: number }): number {
  return Math.floor((places - length) / stride) + 1;
}

/** Sequences of one length: a row that is at the end of one goes on with the next that no row has begun. */
export function windowStream(windows: Windows, { batch }: OpenOptions): TickSource {
  const { part, length, stride, asked, write } = windows;
  const sequences = countWindows(windows);
  const isEndless = part === 'train';
  let begun = batch;
  const rows = Array.from({ length: batch }, (_, row) => ({ sequence: row, tick: 0 }));
  return {
    ticks: isEndless ? null : Math.ceil(sequences / batch) * length,
    curriculum: null,
    next(into, at) {
      let place = at;
      for (const row of rows) {
        if (row.tick === length) {
          row.sequence = begun++;
          row.tick = 0;
        }
        const isOver = !isEndless && row.sequence >= sequences;
        place = write(into, place, {
          example: isOver ? null : (row.sequence % sequences) * stride + row.tick,
          begins: row.tick === 0,
          isAsked: asked === 'all' || row.tick === length - 1,
        });
        row.tick += 1;
      }
    },
    state: (): SavedPlace => ({ rows: rows.map((row) => ({ ...row })), begun }),
    restore(state: TickSourceState) {
      const saved = state as SavedPlace;
      begun = saved.begun;
      saved.rows.forEach((row, index) => {
        rows[index] = { ...row };
      });
    },
  };
}
