import { describe, expect, it } from 'vitest';
import { meanInterval } from '#analysis/statistics/interval';
import {
  interquartileMean,
  mean,
  median,
  quantile,
  sorted,
  standardDeviation,
  standardError,
} from '#analysis/statistics/summary';
import { a } from './samples';

describe('figures of a sample', () => {
  // np.mean, np.std(ddof=1), stats.sem, np.median, stats.trim_mean(x, 0.25)
  it.each([
    [a, 0.01612, 0.0008348652585896721, 0.00037336309405188936, 0.0162, 0.0162],
    [[1, 2, 3, 4, 5, 6, 7, 8, 100], 136 / 9, 31.915687539376478, 10.638562513125493, 5, 5],
    [[3, 1], 2, 1.4142135623730951, 1, 2, 2],
    [[1, 2, 3, 10], 4, 4.08248290463863, 2.041241452319315, 2.5, 2.5],
  ])('are those of NumPy and SciPy: %j', (values, center, sd, se, middle, iqm) => {
    expect(mean(values)).toBeCloseTo(center, 14);
    expect(standardDeviation(values)).toBeCloseTo(sd, 12);
    expect(standardError(values)).toBeCloseTo(se, 12);
    expect(median(values)).toBeCloseTo(middle, 14);
    expect(interquartileMean(values)).toBeCloseTo(iqm, 14);
  });

  it('have no spread for one value, and are nothing for none', () => {
    expect(mean([5])).toBe(5);
    expect(interquartileMean([5])).toBe(5);
    expect(standardDeviation([5])).toBeNaN();
    expect(mean([])).toBeNaN();
    expect(median([])).toBeNaN();
    expect(interquartileMean([])).toBeNaN();
  });

  it('leave nothing out of three values for the interquartile mean', () => {
    // scipy.stats.trim_mean([0, 0, 9], 0.25): int(0.25 * 3) = 0 values at either end.
    expect(interquartileMean([0, 9, 0])).toBe(3);
  });

  it('have the quantiles of NumPy', () => {
    // np.quantile([1, ..., 8, 100], [0.1, 0.25, 0.9])
    const values = sorted([100, 8, 7, 6, 5, 4, 3, 2, 1]);
    expect([0.1, 0.25, 0.9].map((part) => quantile(values, part))).toEqual([
      1.8,
      3,
      expect.closeTo(26.4, 12),
    ]);
  });
});

describe('the interval of a mean', () => {
  // stats.t.interval(0.95, n - 1, loc=mean, scale=sem)
  it.each([
    [a, 0.015083377865058131, 0.017156622134941873],
    [[3, 1], -10.706204736174694, 14.706204736174694],
    [[1, 2, 3, 10], -2.496141318125554, 10.496141318125554],
  ])('is that of SciPy: %j', (values, low, high) => {
    const interval = meanInterval(values, 0.95);
    expect(interval?.low).toBeCloseTo(low, 11);
    expect(interval?.high).toBeCloseTo(high, 11);
  });

  it('does not exist for one value', () => {
    expect(meanInterval([5], 0.95)).toBeNull();
    expect(meanInterval([], 0.95)).toBeNull();
  });
});
