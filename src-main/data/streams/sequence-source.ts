import { createGenerator, restoreGenerator, type Generator, type GeneratorState } from '../random';
import type { Curriculum, OpenOptions, TickSource, TickSourceState } from './tick-dataset';

interface SequenceSourceOptions<Size> extends OpenOptions {
  /** Numbers of a record. */
  width: number;
  /** Of the part; null where it never ends. */
  ticks: number | null;
  /** What new sequences are drawn with, as JSON; it changes with a curriculum. */
  size(): Size;
  /** All records of one sequence, `[ticks × width]`; the first number of the first one is 1. */
  draw(generator: Generator, size: Size): Int32Array;
  curriculum?: Curriculum & SavedCurriculum;
}

export interface SavedCurriculum {
  state(): unknown;
  restore(state: unknown): void;
}

interface Row<Size> {
  generator: Generator;
  /** The generator's state, and the size, when the present sequence was drawn. */
  drawnFrom: GeneratorState;
  size: Size;
  records: Int32Array;
  /** Numbers of it that were read. */
  place: number;
}

interface SavedRows<Size> {
  rows: { drawnFrom: GeneratorState; size: Size; place: number }[];
  curriculum: unknown;
}

/**
 * Sequences that follow each other without end, drawn by every row of the batch for itself. Unless rows
 * are aligned each begins somewhere in its first sequence; not so in a part that ends, which is judged:
 * what is asked in half a sequence cannot be known.
 */
export function sequenceSource<Size>(options: SequenceSourceOptions<Size>): TickSource {
  const { batch, width, ticks, aligned, curriculum } = options;
  const drawn = (generator: Generator, size: Size, place: number): Row<Size> => {
    const drawnFrom = generator.state();
    return { generator, drawnFrom, size, records: options.draw(generator, size), place };
  };
  const rows = Array.from({ length: batch }, (_, index) => {
    const generator = createGenerator(options.generator.below(2 ** 32), `row ${index}`);
    const row = drawn(generator, options.size(), 0);
    if (!aligned && ticks === null) row.place = width * generator.below(row.records.length / width);
    return row;
  });
  return {
    ticks,
    curriculum: curriculum ?? null,
    next(into, at) {
      let place = at;
      rows.forEach((row, index) => {
        let now = row;
        if (now.place === now.records.length) {
          now = drawn(row.generator, options.size(), 0);
          rows[index] = now;
        }
        for (let column = 0; column < width; column++)
          into[place++] = now.records[now.place++] ?? -1;
      });
    },
    state: (): SavedRows<Size> => ({
      rows: rows.map(({ drawnFrom, size, place }) => ({ drawnFrom, size, place })),
      curriculum: curriculum?.state() ?? null,
    }),
    restore(state: TickSourceState) {
      const saved = state as SavedRows<Size>;
      saved.rows.forEach(({ drawnFrom, size, place }, index) => {
        rows[index] = drawn(restoreGenerator(drawnFrom), size, place);
      });
      curriculum?.restore(saved.curriculum);
    },
  };
}
