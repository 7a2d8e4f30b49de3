import { z } from 'zod';
import { createGenerator, restoreGenerator, type Generator, type GeneratorState } from '../random';
import { countSchema, generatorStateSchema, savedStateError } from '../saved-state';
import type { Curriculum, TickSource, TickSourceOptions, TickSourceState } from './tick-dataset';

interface SequenceSourceOptions<Size> extends TickSourceOptions {
  /** Numbers of a record. */
  width: number;
  /** Ticks of the split; null where it never ends. */
  ticks: number | null;
  /** The size with which new sequences are drawn, as JSON; a curriculum changes it. */
  size(): Size;
  /** For sizes that a checkpoint has kept. */
  sizeSchema: z.ZodType<Size>;
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

/**
 * Generated sequences that follow each other without a gap; every row of the batch draws its own. In training, rows
 * that are not aligned begin at a random tick of their first sequence. In a held-out split all begin at the start,
 * since the targets of half a sequence cannot be known.
 */
export function sequenceSource<Size>(options: SequenceSourceOptions<Size>): TickSource {
  const { rows: rowCount, width, ticks, aligned, curriculum } = options;
  const savedSchema = z.object({
    rows: z.array(
      z.object({
        drawnFrom: generatorStateSchema,
        size: options.sizeSchema,
        place: countSchema,
        // State of the generator from which the next sequence is drawn: after the first sequence, its place was drawn
        // too. Earlier versions did not save it.
        generator: generatorStateSchema.optional(),
      }),
    ),
    curriculum: z.unknown(),
  });
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
    state: (): z.output<typeof savedSchema> => ({
      rows: rows.map(({ drawnFrom, size, place, generator }) => ({
        drawnFrom,
        size,
        place,
        generator: generator.state(),
      })),
      curriculum: curriculum?.state() ?? null,
    }),
    restore(state: TickSourceState) {
      const saved = savedSchema.parse(state);
      if (saved.rows.length !== rowCount) throw savedStateError();
      saved.rows.forEach(({ drawnFrom, size, place, generator }, index) => {
        const row = drawSequence(restoreGenerator(drawnFrom), size, place);
        if (place % width > 0 || place > row.records.length) throw savedStateError();
        rows[index] = generator ? { ...row, generator: restoreGenerator(generator) } : row;
      });
      curriculum?.restore(saved.curriculum);
    },
  };
}
