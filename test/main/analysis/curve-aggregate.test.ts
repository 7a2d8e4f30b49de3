import { describe, expect, it } from 'vitest';
import { aggregateColumns, type AggregatedCurve } from '#analysis/curve-aggregate';
import type { Band, Center } from '#spec/comparison';
import { a } from './statistics/samples';
import { leastProcessorTime } from '../least-processor-time';

const nan = Number.NaN;

/** Columns of one run each, from the values at each point. */
function aggregate(points: readonly number[][], center: Center, band: Band): AggregatedCurve {
  const runs = points[0]?.length ?? 0;
  const columns = Array.from({ length: runs }, (_, run) =>
    Float64Array.from(points, (values) => values[run] ?? nan),
  );
  return aggregateColumns(columns, { center, band });
}

function ends({ lower, upper }: AggregatedCurve): [number, number] {
  return [lower?.[0] ?? nan, upper?.[0] ?? nan];
}

describe('the curve of a group', () => {
  it('is the mean or the median of the runs that have a value', () => {
    const points = [
      [1, 2, 9],
      [nan, 4, 2],
      [nan, nan, 5],
      [nan, nan, nan],
      [Infinity, 1, 2],
    ];
    const mean = aggregate(points, 'mean', 'none');
    expect([...mean.center]).toEqual([4, 3, 5, nan, 1.5]);
    expect([...mean.n]).toEqual([3, 2, 1, 0, 2]);
    expect(mean.lower).toBeNull();
    expect([...aggregate(points, 'median', 'none').center]).toEqual([2, 3, 5, nan, 1.5]);
  });

  it('has the standard deviation or error on both sides', () => {
    // np.std(a, ddof=1) and stats.sem(a) around 0.01612, or around the median 0.0162
    const [low, high] = ends(aggregate([a], 'mean', 'sd'));
    expect(low).toBeCloseTo(0.01612 - 0.0008348652585896721, 14);
    expect(high).toBeCloseTo(0.01612 + 0.0008348652585896721, 14);
    expect(ends(aggregate([a], 'mean', 'se'))[0]).toBeCloseTo(0.01612 - 0.00037336309405188936, 14);
    expect(ends(aggregate([a], 'median', 'sd'))[0]).toBeCloseTo(0.0162 - 0.0008348652585896721, 14);
  });

  it('has the range', () => {
    expect(ends(aggregate([[5, nan, 1, 3]], 'mean', 'range'))).toEqual([1, 5]);
    expect(ends(aggregate([[nan, nan, 4]], 'mean', 'range'))).toEqual([4, 4]);
  });

  it('has the bootstrap interval of its centre', () => {
    // All 3,125 resamples in NumPy.
    const [low, high] = ends(aggregate([a], 'mean', 'interval'));
    expect(low).toBeCloseTo(0.01542, 12);
    expect(high).toBeCloseTo(0.01674, 12);
    expect(ends(aggregate([a], 'median', 'interval'))).toEqual([0.0149, 0.0171]);
  });

  it('has the same bands whatever the order of the runs, also of more than six', () => {
    // The largest in front, the smallest at the end, both, neither, and values that are there twice.
    const orders = [
      [9, 2, 3, 4, 5, 6, 7, 1],
      [1, 2, 3, 4, 5, 6, 7, 9],
      [4, 9, 2, 3, 1, 5, 7, 6],
      [9, 1, 2, 3, 4, 5, 6, 7],
      [2, 1, 3, 4, 5, 6, 9, 7],
    ];
    for (const order of orders) {
      expect(ends(aggregate([order], 'mean', 'range'))).toEqual([1, 9]);
      const [low, high] = ends(aggregate([order], 'mean', 'interval'));
      const sorted = ends(aggregate([[...order].sort((a, b) => a - b)], 'mean', 'interval'));
      expect(low).toBeCloseTo(sorted[0], 12);
      expect(high).toBeCloseTo(sorted[1], 12);
    }
    expect(ends(aggregate([[5, 5, 5, 5, 5, 5, 5]], 'mean', 'interval'))).toEqual([5, 5]);
    // A mean of runs is never outside their values: one of a thousand, the others zero.
    const outlier = [1000, 0, 0, 0, 0, 0, 0, 0];
    const [low] = ends(aggregate([outlier], 'mean', 'interval'));
    expect(low).toBeGreaterThanOrEqual(0);
  });

  it('takes the interval of the values that are there', () => {
    // Of [10, 1, 2, 3] by all 256 resamples, though six runs are in the group.
    expect(ends(aggregate([[10, nan, 1, 2, nan, 3]], 'mean', 'interval'))).toEqual([1.5, 8]);
  });

  it('has no band of one value', () => {
    for (const band of ['sd', 'se', 'interval'] as const)
      expect(ends(aggregate([[nan, 4]], 'mean', band))).toEqual([nan, nan]);
  });

  it('is empty without runs', () => {
    expect(aggregateColumns([], { center: 'mean', band: 'sd' }).center).toHaveLength(0);
  });
});

it('five seeds of a thousand points take a few milliseconds', () => {
  const columns = Array.from({ length: 5 }, (_, run) =>
    Float64Array.from({ length: 1000 }, (__, at) => Math.sin(run + at)),
  );
  const work = (): unknown => aggregateColumns(columns, { center: 'mean', band: 'interval' });
  // About 2.
  expect(leastProcessorTime(work)).toBeLessThan(30);
});
