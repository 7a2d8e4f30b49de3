import { describe, expect, it } from 'vitest';
import { permutationTest, signFlipTest } from '#analysis/statistics/permutation';
import { a, b, c, nine, ten, tiedA, tiedB } from './samples';

describe('the permutation test', () => {
  // scipy.stats.permutation_test((x, y), difference of means, n_resamples=np.inf).pvalue
  it.each([
    ['equal n', a, b, 0.07142857142857142],
    ['unequal n', a, c, 0.03571428571428571],
    ['two values', [1, 2], [4, 7], 0.3333333333333333],
    ['ties', tiedA, tiedB, 0.15873015873015872],
    ['constants', [1, 1, 1], [2, 2, 2], 0.1],
    ['all equal', [1, 1], [1, 1], 1],
  ])('is that of SciPy: %s', (_, x, y, p) => {
    expect(permutationTest(x, y)).toBeCloseTo(p, 12);
  });

  it('is drawn where there are too many deals, with the same result at every call', () => {
    // All C(19, 9) = 92,378 deals by SciPy; the standard error of 9,999 draws is 0.0018 for each tail, doubled.
    const p = permutationTest(nine, ten);
    expect(Math.abs((p ?? 1) - 0.033276321202017796)).toBeLessThan(0.01);
    expect(permutationTest(nine, ten)).toBe(p);
  });

  it('is never zero where it is drawn', () => {
    const low = Array.from({ length: 15 }, (_, index) => index);
    // 2 · (0 + 1) / (9,999 + 1): no deal of 155 million is drawn that separates all.
    expect(
      permutationTest(
        low,
        low.map((value) => value + 100),
      ),
    ).toBe(0.0002);
  });

  it('exists for one value against three, and for none not', () => {
    // One of four deals is as far on its side.
    expect(permutationTest([1], [2, 3, 4])).toBe(0.5);
    expect(permutationTest([], [1])).toBeNull();
  });
});

describe('the test by changed signs', () => {
  // scipy.stats.permutation_test((d,), np.mean, permutation_type='samples', n_resamples=np.inf).pvalue
  it.each([
    [a.map((value, index) => value - (b[index] ?? 0)), 0.125],
    [[0.3, -0.1, 0.5, 0.2, 0.4, -0.05], 0.125],
    [nine, 0.26953125],
  ])('is that of SciPy: %j', (differences, p) => {
    expect(signFlipTest(differences)).toBeCloseTo(p, 12);
  });

  it('is drawn for many pairs', () => {
    const sixteen = [
      1.456, -1.858, -0.198, 0.628, -0.309, 1.891, -0.891, 0.655, -0.748, 1.706, 0.278, -0.072,
      -1.418, 1.982, 1.053, 1.054,
    ];
    // All 65,536 signs by SciPy.
    expect(Math.abs((signFlipTest(sixteen) ?? 0) - 0.282684326171875)).toBeLessThan(0.02);
  });

  it('does not exist without pairs', () => {
    expect(signFlipTest([])).toBeNull();
  });
});
