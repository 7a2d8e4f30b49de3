import { describe, expect, it } from 'vitest';
import { createGenerator, type Generator } from '#data/random';
import { sequenceSource } from '#data/streams/sequence-source';
import type { Curriculum, TickSource } from '#data/streams/tick-dataset';

/** How each sequence was drawn: its number, and the size asked for. */
interface Drawn {
  sizes: number[];
}

/** Sequences of `size` ticks; a record is whether it begins, a number drawn for the whole, and the tick. */
function source(
  options: {
    batch?: number;
    aligned?: boolean;
    ticks?: number | null;
    size?: () => number;
    seed?: number;
    curriculum?: Parameters<typeof sequenceSource>[0]['curriculum'];
  },
  drawn: Drawn = { sizes: [] },
): TickSource {
  const { batch = 1, aligned = true, ticks = null, size = () => 3, seed = 1 } = options;
  return sequenceSource<number>({
    batch,
    aligned,
    ticks,
    width: 3,
    generator: createGenerator(seed, 'test'),
    size,
    curriculum: options.curriculum,
    draw(generator: Generator, length: number): Int32Array {
      drawn.sizes.push(length);
      const number = generator.below(1_000_000);
      return Int32Array.from(
        Array.from({ length }, (_, tick) => [tick === 0 ? 1 : 0, number, tick]).flat(),
      );
    },
  });
}

/** By tick and row. */
function read(from: TickSource, ticks: number, batch: number): number[][][] {
  return Array.from({ length: ticks }, () => {
    const into = new Int32Array(2 + 3 * batch).fill(-7);
    from.next(into, 2);
    expect([...into.subarray(0, 2)]).toEqual([-7, -7]);
    return Array.from({ length: batch }, (_, row) => [...into.subarray(2 + 3 * row, 5 + 3 * row)]);
  });
}

describe('generated sequences', () => {
  it('follow each other without end, drawn anew by every row', () => {
    const ticks = read(source({ batch: 2 }), 9, 2);
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

  it('are the same from the same generator, others from another', () => {
    const of = (seed: number): number[][][] => read(source({ seed, batch: 2 }), 6, 2);
    expect(of(1)).toEqual(of(1));
    expect(of(2)).not.toEqual(of(1));
  });

  it('begin at places of their own in training, unless rows are aligned', () => {
    const places = read(source({ batch: 60, aligned: false }), 1, 60).flat();
    const counts = [0, 1, 2].map((tick) => places.filter((record) => record[2] === tick).length);
    // A third of sixty each; fewer than eight would be three and a half deviations off.
    for (const count of counts) expect(count).toBeGreaterThanOrEqual(8);
    const judged = read(source({ batch: 60, aligned: false, ticks: 30 }), 1, 60).flat();
    expect(judged.every((record) => record[2] === 0)).toBe(true);
  });

  it('are as long as the size says when they begin, not before', () => {
    let size = 2;
    const drawn: Drawn = { sizes: [] };
    const from = source({ size: () => size }, drawn);
    const ticks = (count: number): (number | undefined)[] =>
      read(from, count, 1).map((rows) => rows[0]?.[2]);
    expect(ticks(1)).toEqual([0]);
    size = 4;
    expect(ticks(6)).toEqual([1, 0, 1, 2, 3, 0]);
    expect(drawn.sizes).toEqual([2, 4, 4]);
  });

  it('go on from a saved place, a sequence begun at an earlier size and the curriculum included', () => {
    let level = 2;
    const make = (): TickSource => {
      const curriculum: Curriculum & { state(): unknown; restore(state: unknown): void } = {
        get level() {
          return level;
        },
        get sequenceTicks() {
          return level;
        },
        report: () => undefined,
        state: () => level,
        restore: (state) => {
          level = state as number;
        },
      };
      return source({ batch: 2, aligned: false, size: () => level, curriculum });
    };
    const straight = make();
    read(straight, 3, 2);
    level = 5;
    const state = JSON.parse(JSON.stringify(straight.state())) as unknown;
    const expected = read(straight, 20, 2);
    level = 9;
    const resumed = make();
    resumed.restore(state);
    expect(level).toBe(5);
    expect(resumed.curriculum?.level).toBe(5);
    expect(read(resumed, 20, 2)).toEqual(expected);
  });

  it('tell how many ticks a part has, and no curriculum where there is none', () => {
    expect(source({ ticks: 12 })).toMatchObject({ ticks: 12, curriculum: null });
    expect(source({}).ticks).toBeNull();
  });
});
