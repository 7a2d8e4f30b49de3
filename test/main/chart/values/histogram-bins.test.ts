import { expect, it } from 'vitest';
import { buildFieldAxis } from '#chart/axes/field-axis';
import { countBins } from '#chart/values/histogram-bins';

it('counts the values of each group in bins of equal width, the largest in the last one', () => {
  const groups = [
    [0, 1, 2, 10],
    [5, 10, null, NaN],
  ];
  const bins = countBins(groups, buildFieldAxis('run.step', groups.flat()));
  expect(bins.map(({ from, to }) => [from, to])).toEqual([
    [0, 2],
    [2, 4],
    [4, 6],
    [6, 8],
    [8, 10],
  ]);
  expect(bins.map(({ counts }) => counts)).toEqual([
    [2, 0],
    [1, 0],
    [0, 1],
    [0, 0],
    [1, 1],
  ]);
});

it('has bins of equal ratio on a logarithmic axis', () => {
  const values = [1, 10, 100, 1000, 10_000, 100_000];
  const bins = countBins([values], buildFieldAxis('x/loss', values));
  bins.forEach(({ from, to }) => expect(to / from).toBeCloseTo(10, 6));
  // The square root of six values is less than the fewest bins.
  expect(bins).toHaveLength(5);
  expect(bins.reduce((sum, { counts }) => sum + (counts[0] ?? 0), 0)).toBe(6);
});

it('has a bin as many as the square root of the number of values', () => {
  const values = Array.from({ length: 99 }, (_, index) => index);
  expect(countBins([values], buildFieldAxis('run.step', values))).toHaveLength(10);
});

it('has one bin for equal values, and one for each category', () => {
  expect(countBins([[3, 3]], buildFieldAxis('run.step', [3, 3]))).toEqual([
    { from: 2.85, to: 3.15, counts: [2] },
  ]);
  const methods = [['dni', 'none'], ['dni']];
  expect(countBins(methods, buildFieldAxis('training.method', methods.flat()))).toEqual([
    { from: -0.5, to: 0.5, counts: [1, 1] },
    { from: 0.5, to: 1.5, counts: [1, 0] },
  ]);
  expect(countBins([[null]], buildFieldAxis('run.step', []))).toEqual([]);
});
