import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { binomialTail } from '#analysis/statistics/binomial';
import { bootstrapInterval } from '#analysis/statistics/bootstrap';
import { bootstrapMean, bootstrapMedian } from '#analysis/statistics/center-bootstrap';
import { resamplesOf } from '#analysis/statistics/resamples';
import { interquartileMean, mean, median, sorted } from '#analysis/statistics/summary';
import { weightedQuantile } from '#analysis/statistics/weighted-quantile';
import { a, close } from './samples';

/** All nⁿ resamples in Python: np.quantile(statistics, [0.025, 0.975], method='inverted_cdf'). */
const exact: [string, number[], typeof mean, number, number][] = [
  ['mean of two', [1, 3], mean, 1, 3],
  ['mean of four', [10, 1, 2, 3], mean, 1.5, 8],
  ['median of four', [10, 1, 2, 3], median, 1, 10],
  ['mean of five', a, mean, 0.01542, 0.01674],
  ['median of five', a, median, 0.0149, 0.0171],
  ['mean of six', [2, 3, 5, 7, 11, 13], mean, 23 / 6, 10],
  ['median of six', [2, 3, 5, 7, 11, 13], median, 2.5, 12],
];

describe('the bootstrap interval', () => {
  it.each(exact)('is that of all resamples: %s', (_, values, statistic, low, high) => {
    const interval = bootstrapInterval(values, statistic, 0.95);
    expect(interval?.low).toBeCloseTo(low, 12);
    expect(interval?.high).toBeCloseTo(high, 12);
  });

  it('is that of all resamples for the interquartile mean', () => {
    // scipy.stats.trim_mean(sample, 0.25) of all 3,125 resamples
    const interval = bootstrapInterval(a, interquartileMean, 0.95);
    expect(interval?.low).toBeCloseTo(0.0152, 12);
    expect(interval?.high).toBeCloseTo(0.0508 / 3, 12);
  });

  it('has the same draws at every call and does not exist for one value', () => {
    const values = Array.from({ length: 12 }, (_, index) => Math.sin(index));
    expect(bootstrapInterval(values, mean, 0.95)).toEqual(bootstrapInterval(values, mean, 0.95));
    expect(bootstrapInterval([1], mean, 0.95)).toBeNull();
  });
});

describe('resamples', () => {
  it('are all that differ, weighted by the orders in which they can be drawn', () => {
    const { indices, weights, count } = resamplesOf(3);
    const listed = Array.from({ length: count }, (_, at) =>
      indices.slice(3 * at, 3 * at + 3).join(''),
    );
    expect(Object.fromEntries(listed.map((sample, at) => [sample, weights[at]]))).toEqual({
      '000': 1,
      '001': 3,
      '002': 3,
      '011': 3,
      '012': 6,
      '022': 3,
      '111': 1,
      '112': 3,
      '122': 3,
      '222': 1,
    });
    expect(resamplesOf(5).weights.reduce((sum, weight) => sum + weight)).toBe(5 ** 5);
  });

  it('are drawn evenly for many values', () => {
    const { indices, count } = resamplesOf(20);
    expect(indices.length).toBe(20 * count);
    // The mean index of 20,000 draws: 9.5 with a standard error of 0.04.
    expect(Math.abs(mean(indices) - 9.5)).toBeLessThan(0.2);
    expect([...indices.subarray(0, 20)]).toEqual([...indices.slice(0, 20).sort()]);
  });
});

describe('intervals for each point of a curve', () => {
  const endsOf = (values: readonly number[], measure: typeof bootstrapMean): number[] => {
    const ends = new Float64Array(2);
    measure(sorted(values), values.length, ends);
    return [...ends];
  };

  it.each(exact)('are those of all resamples: %s', (_, values, statistic, low, high) => {
    const ends = endsOf(values, statistic === mean ? bootstrapMean : bootstrapMedian);
    expect(ends).toEqual([expect.closeTo(low, 12), expect.closeTo(high, 12)]);
  });

  it('are those of all resamples, whatever the values', () => {
    const value = fc.oneof(
      fc.integer({ min: -3, max: 3 }),
      fc.double({ min: -10, max: 10, noNaN: true }),
    );
    fc.assert(
      fc.property(fc.array(value, { minLength: 2, maxLength: 6 }), (values) => {
        for (const [measure, statistic] of [
          [bootstrapMean, mean],
          [bootstrapMedian, median],
        ] as const) {
          const all = bootstrapInterval(values, statistic, 0.95);
          const [low, high] = endsOf(values, measure);
          expect(low).toBeCloseTo(all?.low ?? 0, 10);
          expect(high).toBeCloseTo(all?.high ?? 0, 10);
        }
      }),
    );
  });

  it('follow from moments and binomial probabilities for more values', () => {
    const values = [1.2, 0.7, 3.1, 2.2, 1.9, 4, 2.8];
    // All 7⁷ resamples in NumPy; the standard error of the mean is 0.40.
    const [low, high] = endsOf(values, bootstrapMean);
    expect(Math.abs((low ?? 0) - 1.5)).toBeLessThan(0.01);
    expect(Math.abs((high ?? 0) - 3.057142857142857)).toBeLessThan(0.01);
    expect(endsOf(values, bootstrapMedian)).toEqual([1.2, 3.1]);
  });

  it('are as lopsided as the values', () => {
    // All 7⁷ resamples in NumPy: 0.329 to 1.529 around 0.857, with a standard error of 0.31.
    const [low, high] = endsOf([0.1, 0.2, 0.4, 0.5, 0.7, 1.5, 2.6], bootstrapMean);
    expect(Math.abs((low ?? 0) - 0.32857143)).toBeLessThan(0.02);
    expect(Math.abs((high ?? 0) - 1.52857143)).toBeLessThan(0.02);
  });

  it('are nearly those of the median of an even number of values', () => {
    // NumPy, four million resamples: 0.95 to 2.8.
    const ends = endsOf([1.2, 0.7, 3.1, 2.2, 1.9, 4, 2.8, 0.4, 2.5, 1.1], bootstrapMedian);
    expect(ends).toEqual([expect.closeTo(0.9, 12), expect.closeTo(2.95, 12)]);
  });

  it('are the value itself where all are equal, and never outside the values', () => {
    expect(endsOf([2, 2, 2, 2, 2, 2, 2], bootstrapMean)).toEqual([2, 2]);
    const [low] = endsOf([0, 0, 0, 0, 0, 0, 0, 100], bootstrapMean);
    expect(low).toBeGreaterThanOrEqual(0);
  });
});

it('a weighted quantile is the first value at which enough weight is reached', () => {
  const pairs = [5, 1, 4, 2, 3].map((value) => [value, value] as const);
  const at = (weight: number): number =>
    weightedQuantile(
      Float64Array.from(pairs, ([value]) => value),
      Float64Array.from(pairs, ([, own]) => own),
      weight,
    );
  // Cumulative weights of 1 to 5: 1, 3, 6, 10, 15.
  expect([0.5, 1, 1.5, 3, 3.1, 10, 10.5, 15].map(at)).toEqual([1, 1, 2, 2, 3, 4, 5, 5]);
});

// scipy.stats.binom.sf(least - 1, n, p)
it.each([
  [5, 0.3, 2, 0.47178],
  [101, 0.47, 51, 0.2725787122334283],
  [2000, 0.49, 1001, 0.1795742144675698],
])('binomial probabilities are those of SciPy: %d, %d, %d', (n, p, least, expected) => {
  expect(binomialTail(n, p, least)).toSatisfy((value: number) => close(value, expected));
  expect(binomialTail(n, 1, least)).toBe(1);
});
