import { describe, expect, it } from 'vitest';
import { pairedTest, welchTest } from '#analysis/statistics/t-test';
import { a, b, c, tiedA, tiedB } from './samples';

describe("Welch's test", () => {
  // scipy.stats.ttest_ind(x, y, equal_var=False) and its confidence_interval(0.95)
  it.each([
    [
      'equal n',
      a,
      b,
      -2.108590488016535,
      7.7171342479190725,
      0.06928175336394451,
      -0.0021426532688730198,
      0.00010265326887302635,
    ],
    [
      'unequal n',
      a,
      c,
      -8.623061024642844,
      2.181054501723962,
      0.010056437966993513,
      -0.022718429185469277,
      -0.008374904147864059,
    ],
    [
      'n = 2',
      [1, 2],
      [4, 7],
      -2.5298221281347035,
      1.2195121951219512,
      0.2019084580708217,
      -17.27210888954731,
      9.272108889547312,
    ],
    [
      'ties',
      tiedA,
      tiedB,
      -2.143303524935281,
      6.959082542828825,
      0.06952436949908249,
      -2.9464090085315835,
      0.14640900853158367,
    ],
    [
      'one side constant',
      [1, 1, 1],
      [2, 3, 4],
      -3.464101615137755,
      2,
      0.07417990022744854,
      -4.48413771175033,
      0.4841377117503298,
    ],
  ])('is that of SciPy: %s', (_, x, y, t, df, p, low, high) => {
    const test = welchTest(x, y, 0.95);
    expect(test.t).toBeCloseTo(t, 11);
    expect(test.df).toBeCloseTo(df, 11);
    expect(test.p).toBeCloseTo(p, 11);
    expect(test.interval?.low).toBeCloseTo(low, 10);
    expect(test.interval?.high).toBeCloseTo(high, 10);
  });

  it('has a difference only where a side has one value', () => {
    // SciPy: statistic and p-value are NaN.
    const test = welchTest([1], [2, 3, 4], 0.95);
    expect(test).toMatchObject({ difference: -2, interval: null, p: null });
  });

  it('has no p-value where nothing varies', () => {
    // SciPy: p-value 0 for different constants, NaN for equal ones; three equal values do not make certain.
    expect(welchTest([1, 1, 1], [2, 2, 2], 0.95)).toMatchObject({
      difference: -1,
      interval: { low: -1, high: -1 },
      p: null,
    });
    expect(welchTest([1, 1], [1, 1], 0.95)).toMatchObject({ difference: 0, p: null });
    // 0.1 + 0.2 differs from 0.3 by rounding alone.
    expect(welchTest([0.1 + 0.2, 0.3], [0.5, 0.5], 0.95).p).toBeNull();
  });
});

describe('the paired test', () => {
  it('is that of SciPy', () => {
    // scipy.stats.ttest_rel(a, b) and its confidence_interval(0.95)
    const test = pairedTest(a, b, 0.95);
    expect(test.t).toBeCloseTo(-2.813860021248049, 11);
    expect(test.df).toBe(4);
    expect(test.p).toBeCloseTo(0.0481275697407409, 11);
    expect(test.interval?.low).toBeCloseTo(-0.0020264374154779973, 13);
    expect(test.interval?.high).toBeCloseTo(-1.356258452200258e-5, 13);
  });

  it('has no p-value for one pair, nor where all pairs differ by the same', () => {
    expect(pairedTest([1], [2], 0.95)).toMatchObject({ difference: -1, interval: null, p: null });
    expect(pairedTest([1, 2, 3], [2, 3, 4], 0.95)).toMatchObject({ difference: -1, p: null });
  });
});
