import type { SplitName } from '#spec/task';
import type { OpenOptions, TickSource, TickSourceState } from './tick-dataset';

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
  return inStep(isEndless ? null : Math.ceil(places / readers), (read, into, at) => {
    let place = at;
    for (let row = 0; row < batch; row++) {
      const example = start(row) + read;
      const isOver = !isEndless && example >= start(row + 1);
      const seen = { example: isOver ? null : example % places, begins: false, isAsked: true };
      place = write(into, place, seen);
    }
  });
}

export interface Windows extends Series {
  /** Ticks of a sequence. */
  length: number;
  /** Examples from the start of one to the start of the next. */
  stride: number;
  asked: 'all' | 'last';
}

/** Sequences of one length, as many side by side as the batch has rows; then the next ones. */
export function windowStream(windows: Windows, { batch }: OpenOptions): TickSource {
  const { part, places, length, stride, asked, write } = windows;
  const sequences = Math.floor((places - length) / stride) + 1;
  const isEndless = part === 'train';
  return inStep(isEndless ? null : Math.ceil(sequences / batch) * length, (read, into, at) => {
    const tick = read % length;
    const first = Math.floor(read / length) * batch;
    let place = at;
    for (let sequence = first; sequence < first + batch; sequence++) {
      const isOver = !isEndless && sequence >= sequences;
      place = write(into, place, {
        example: isOver ? null : (sequence % sequences) * stride + tick,
        begins: tick === 0,
        isAsked: asked === 'all' || tick === length - 1,
      });
    }
  });
}

/** A source of which all follows from how many ticks were read. */
function inStep(
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
      read = (state as { read: number }).read;
    },
  };
}
