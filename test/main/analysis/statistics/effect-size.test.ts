import { describe, expect, it } from 'vitest';
import { hedgesG, probabilityOfImprovement } from '#analysis/statistics/effect-size';
import { a, b, c } from './samples';

describe("Hedges' g", () => {
  // (mean(x) - mean(y)) / pooled sd * exp(lgamma(df/2) - lgamma((df-1)/2)) / sqrt(df/2), in Python
  it.each([
    [a, b, -1.2038358850434059],
    [a, c, -7.141430188295047],
    [[1, 2], [4, 7], -1.4272992929222164],
  ])('is the corrected difference in standard deviations: %j, %j', (x, y, g) => {
    expect(hedgesG(x, y)).toBeCloseTo(g, 11);
  });

  it('does not exist for one value, nor where nothing varies', () => {
    expect(hedgesG([1], [2, 3])).toBeNull();
    expect(hedgesG([1, 1], [2, 2])).toBeNull();
  });
});

describe('the probability of improvement', () => {
  it('counts pairs in which the first is better, and ties as halves', () => {
    // Of the 25 pairs of a and b, b is larger in 21 (U of SciPy for a is 4); smaller is better.
    expect(probabilityOfImprovement(a, b, true)).toBeCloseTo(21 / 25, 14);
    expect(probabilityOfImprovement(a, b, false)).toBeCloseTo(4 / 25, 14);
    expect(probabilityOfImprovement([1, 1], [1], true)).toBe(0.5);
    expect(probabilityOfImprovement([], [1], true)).toBeNull();
  });
});
