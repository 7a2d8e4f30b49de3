import { expect, it } from 'vitest';
import { normalTail, normalTwoSided } from '#analysis/statistics/normal';
import { close } from './samples';

// scipy.stats.norm.sf(z)
it.each([
  [0, 0.5],
  [0.5, 0.3085375387259869],
  [1.96, 0.024997895148220435],
  [2.999, 0.0013543365337271057],
  [3, 0.0013498980316300933],
  [5, 2.866515718791933e-7],
  [-2, 0.9772498680518208],
  [37, 5.7255712225239266e-300],
])('the normal distribution has P(Z ≥ %d)', (z, expected) => {
  expect(normalTail(z)).toSatisfy((value: number) => close(value, expected));
});

it('a two-sided p-value is at most one', () => {
  expect(normalTwoSided(-1.96)).toBeCloseTo(2 * 0.024997895148220435, 14);
  expect(normalTwoSided(0)).toBe(1);
});
