import { describe, expect, it } from 'vitest';
import { countByRung, judgeRung } from '#analysis/study-halving';

const scores = (values: Record<string, (number | null)[]>) =>
  Object.entries(values).map(([combination, list]) => ({ combination, values: list }));
const order = (values: Record<string, (number | null)[]>, metric = 'validation/error') =>
  judgeRung(scores(values), metric, 0.5).ranking.map(({ combination }) => combination);

describe('a rung of successive halving', () => {
  it('ranks combinations by the mean over their seeds', () => {
    expect(order({ a: [0.1, 0.5], b: [0.2, 0.2], c: [0.25, 0.25] })).toEqual(['b', 'c', 'a']);
  });
  it('ranks by the direction of the metric', () => {
    expect(order({ a: [1], b: [3], c: [2] }, 'task/level')).toEqual(['b', 'c', 'a']);
  });
  it('keeps equal ones in their order', () => {
    expect(order({ c: [0.2], a: [0.2], b: [0.1] })).toEqual(['b', 'c', 'a']);
  });
  it('puts combinations that have diverged in one seed, or have no value, last, in their order', () => {
    expect(order({ a: [Number.NaN, 0.01], b: [null, null], c: [0.9, 0.9] })).toEqual([
      'c',
      'a',
      'b',
    ]);
    expect(order({ a: [Infinity], b: [5] }, 'task/level')).toEqual(['b', 'a']);
  });
  it('leaves runs without a value out of the mean', () => {
    expect(judgeRung(scores({ a: [null, 0.4] }), 'validation/error', 0.5).ranking).toEqual([
      { combination: 'a', mean: 0.4 },
    ]);
  });
  it.each([
    [4, 0.5, 2],
    [3, 0.5, 2],
    [1, 0.5, 1],
    [10, 0.3, 3],
    [9, 1 / 3, 3],
    [5, 0.01, 1],
  ])('lets of %i combinations the part %f go on: %i', (count, keep, kept) => {
    const many = Object.fromEntries(
      Array.from({ length: count }, (_, index) => [`c${index}`, [index]]),
    );
    expect(judgeRung(scores(many), 'validation/loss', keep).kept).toBe(kept);
  });
  it('has fewer combinations at each rung', () => {
    expect(countByRung(8, 4, 0.5)).toEqual([8, 4, 2, 1]);
    expect(countByRung(3, 4, 0.5)).toEqual([3, 2, 1, 1]);
  });
});
