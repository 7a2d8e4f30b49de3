import { describe, expect, it } from 'vitest';
import { countAbove, mannWhitneyTest } from '#analysis/statistics/mann-whitney';
import { a, b, c, nine, ten, tiedA, tiedB } from './samples';

const eight = [-0.2, 0.02, 1.55, 0.55, -0.51, -0.18, 0.54, 1.94];

describe('the test of Mann and Whitney', () => {
  // scipy.stats.mannwhitneyu(x, y).pvalue
  it.each([
    ['exact', a, b, 0.09523809523809523],
    ['exact, unequal n', a, c, 0.03571428571428571],
    ['exact, one value', [1], [2, 3, 4], 0.5],
    ['exact, two values', [1, 2], [4, 7], 0.3333333333333333],
    ['ties', tiedA, tiedB, 0.09934224785346528],
    ['asymptotic without ties', nine, ten, 0.024744672046398936],
    ['two constants', [1, 1, 1], [2, 2, 2], 0.04685417760387376],
    ['all equal', [1, 1], [1, 1], 1],
  ])('is that of SciPy: %s', (_, x, y, p) => {
    expect(mannWhitneyTest(x, y)).toBeCloseTo(p, 12);
    expect(mannWhitneyTest(y, x)).toBeCloseTo(p, 12);
  });

  it('is exact for eight values against many', () => {
    // 41 values apart from eight smaller ones: 2 / C(49, 8), since one order of all is as extreme on either side.
    const many = Array.from({ length: 41 }, (_, index) => 3 + index);
    expect(mannWhitneyTest(eight, many)).toBeCloseTo(2 / 450978066, 14);
  });

  it('has no p-value without values', () => {
    expect(mannWhitneyTest([], [1, 2])).toBeNull();
  });

  it('counts ties as halves', () => {
    // 1 is above none of 1, 2; 2 is above one and ties with one.
    expect(countAbove([1, 2], [1, 2])).toBe(0.5 + 1 + 0.5);
  });
});
