import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createGenerator, type Generator } from '#data/random';
import { sequenceSource } from '#data/streams/generated-sequences';
import type { Curriculum, TickSource } from '#data/streams/tick-dataset';

/** Records of how the sequences were drawn: their sizes. */
interface DrawLog {
  sizes: number[];
}

/** Sequences of `size` ticks. A record is: 1 at the first tick, a random number of the whole sequence, the tick. */
function source(
  options: {
    rows?: number;
    aligned?: boolean;
    ticks?: number | null;
    size?: () => number;
    seed?: number;
    curriculum?: Parameters<typeof sequenceSource>[0]['curriculum'];
  },
  log: DrawLog = { sizes: [] },
): TickSource {
  const { rows = 1, aligned = true, ticks = null, size = () => 3, seed = 1 } = options;
  return sequenceSource<number>({
    rows,
    aligned,
    ticks,
    width: 3,
    generator: createGenerator(seed, 'test'),
    size,
    sizeSchema: z.int().positive(),
    curriculum: options.curriculum,
    draw(generator: Generator, length: number): Int32Array {
      log.sizes.push(length);
      const number = generator.below(1_000_000);
      return Int32Array.from(
        Array.from({ length }, (_, tick) => [tick === 0 ? 1 : 0, number, tick]).flat(),
      );
    },
  });
}

/** The records by tick and row; checks that nothing is written before the given offset. */
function read(from: TickSource, ticks: number, rows: number): number[][][] {
  return Array.from({ length: ticks }, () => {
    const into = new Int32Array(2 + 3 * rows).fill(-7);
    from.next(into, 2);
    expect([...into.subarray(0, 2)]).toEqual([-7, -7]);
    return Array.from({ length: rows }, (_, row) => [...into.subarray(2 + 3 * row, 5 + 3 * row)]);
  });
}

describe('generated sequences', () => {
  it('follow each other without end, and every row draws its own', () => {
    const ticks = read(source({ rows: 2 }), 9, 2);
    for (const row of [0, 1]) {
      expect(ticks.map((rows) => rows[row]?.[0])).toEqual([1, 0, 0, 1, 0, 0, 1, 0, 0]);
      expect(ticks.map((rows) => rows[row]?.[2])).toEqual([0, 1, 2, 0, 1, 2, 0, 1, 2]);
    }
    const numbers = ticks.map((rows) => rows.map((record) => record[1]));
    for (const start of [0, 3, 6])
      expect([numbers[start + 1], numbers[start + 2]]).toEqual([numbers[start], numbers[start]]);
    // Three sequences of two rows: six draws of a million.
    expect(new Set([numbers[0], numbers[3], numbers[6]].flat()).size).toBe(6);
  });

  it('are the same for the same generator, and others for another', () => {
    const of = (seed: number): number[][][] => read(source({ seed, rows: 2 }), 6, 2);
    expect(of(1)).toEqual(of(1));
    expect(of(2)).not.toEqual(of(1));
  });

  it('begin at random ticks in training, unless rows are aligned', () => {
    const places = read(source({ rows: 60, aligned: false }), 1, 60).flat();
    const counts = [0, 1, 2].map((tick) => places.filter((record) => record[2] === tick).length);
    // A third of sixty each; fewer than eight would be three and a half deviations off.
    for (const count of counts) expect(count).toBeGreaterThanOrEqual(8);
    const heldOut = read(source({ rows: 60, aligned: false, ticks: 30 }), 1, 60).flat();
    expect(heldOut.every((record) => record[2] === 0)).toBe(true);
  });

  it('have the size that is current when they begin', () => {
    let size = 2;
    const log: DrawLog = { sizes: [] };
    const from = source({ size: () => size }, log);
    const ticks = (count: number): (number | undefined)[] =>
      read(from, count, 1).map((rows) => rows[0]?.[2]);
    expect(ticks(1)).toEqual([0]);
    size = 4;
    expect(ticks(6)).toEqual([1, 0, 1, 2, 3, 0]);
    expect(log.sizes).toEqual([2, 4, 4]);
  });

  it('continue from a saved state, with a sequence of an earlier size and the curriculum', () => {
    let level = 2;
    const create = (): TickSource => {
      const curriculum: Curriculum & { state(): unknown; restore(state: unknown): void } = {
        get level() {
          return level;
        },
        get sequenceLength() {
          return level;
        },
        report: () => null,
        state: () => level,
        restore: (state) => {
          level = state as number;
        },
      };
      return source({ rows: 2, aligned: false, size: () => level, curriculum });
    };
    const straight = create();
    read(straight, 3, 2);
    level = 5;
    const state = JSON.parse(JSON.stringify(straight.state())) as unknown;
    const expected = read(straight, 20, 2);
    level = 9;
    const resumed = create();
    resumed.restore(state);
    expect(level).toBe(5);
    expect(resumed.curriculum?.level).toBe(5);
    expect(read(resumed, 20, 2)).toEqual(expected);
  });

  it.each([true, false])(
    'continue from the state after any tick, the first sequence included (aligned: %s)',
    (aligned) => {
      for (let ticks = 0; ticks < 8; ticks++) {
        const straight = source({ rows: 3, aligned });
        read(straight, ticks, 3);
        const state = JSON.parse(JSON.stringify(straight.state())) as unknown;
        const resumed = source({ rows: 3, aligned });
        resumed.restore(state);
        expect(read(resumed, 12, 3), `after ${ticks} ticks`).toEqual(read(straight, 12, 3));
      }
    },
  );

  it('give the ticks of the split, and null where there is no curriculum', () => {
    expect(source({ ticks: 12 })).toMatchObject({ ticks: 12, curriculum: null });
    expect(source({}).ticks).toBeNull();
  });
});
