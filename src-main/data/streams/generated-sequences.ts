import { createGenerator, restoreGenerator, type Generator, type GeneratorState } from '../random';
import type { Curriculum, TickSource, TickSourceOptions, TickSourceState } from './tick-dataset';

interface SequenceSourceOptions<Size> extends TickSourceOptions {
  /** Numbers of a record. */
  width: number;
  /** Ticks of the split; null where it never ends. */
  ticks: number | null;
  /** The size with which new sequences are drawn, as JSON; a curriculum changes it. */
  size(): Size;
  /** All records of one sequence, `[ticks × width]`; the first number of the first record is 1. */
  draw(generator: Generator, size: Size): Int32Array;
  curriculum?: Curriculum & ResumableCurriculum;
}

/** A curriculum whose state, as JSON, is part of the state of its source. */
export interface ResumableCurriculum {
  state(): unknown;
  restore(state: unknown): void;
}

/** The sequence that one row of the batch reads. */
interface RowSequence<Size> {
  generator: Generator;
  /** State of the generator before the sequence was drawn. */
  drawnFrom: GeneratorState;
  size: Size;
  records: Int32Array;
  /** Numbers of `records` read so far. */
  place: number;
}

interface SavedRows<Size> {
  rows: { drawnFrom: GeneratorState; size: Size; place: number }[];
  curriculum: unknown;
}

/**
 * Generated sequences that follow each other without a gap; every row of the batch draws its own. In training, rows
 * that are not aligned begin at a random tick of their first sequence. In a held-out split all begin at the start,
 * since the targets of half a sequence cannot be known.
 */
export function sequenceSource<Size>(options: SequenceSourceOptions<Size>): TickSource {
  const { rows: rowCount, width, ticks, aligned, curriculum } = options;
  const drawSequence = (generator: Generator, size: Size, place: number): RowSequence<Size> => {
    const drawnFrom = generator.state();
    return { generator, drawnFrom, size, records: options.draw(generator, size), place };
  };
  const rows = Array.from({ length: rowCount }, (_, index) => {
    const generator = createGenerator(options.generator.below(2 ** 32), `row ${index}`);
    const row = drawSequence(generator, options.size(), 0);
    if (!aligned && ticks === null) row.place = width * generator.below(row.records.length / width);
    return row;
  });
  return {
    ticks,
    curriculum: curriculum ?? null,
    next(into, at) {
      let offset = at;
      rows.forEach((row, index) => {
        let current = row;
        if (current.place === current.records.length) {
          current = drawSequence(row.generator, options.size(), 0);
          rows[index] = current;
        }
        for (let column = 0; column < width; column++)
          into[offset++] = current.records[current.place++] ?? -1;
      });
    },
    state: (): SavedRows<Size> => ({
      rows: rows.map(({ drawnFrom, size, place }) => ({ drawnFrom, size, place })),
      curriculum: curriculum?.state() ?? null,
    }),
    restore(state: TickSourceState) {
      const saved = state as SavedRows<Size>;
      saved.rows.forEach(({ drawnFrom, size, place }, index) => {
        rows[index] = drawSequence(restoreGenerator(drawnFrom), size, place);
      });
      curriculum?.restore(saved.curriculum);
    },
  };
}
