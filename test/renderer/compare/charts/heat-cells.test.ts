import { expect, it } from 'vitest';
import { buildHeatMap } from '../../../../src-renderer/compare/charts/heat-cells';
import { makeRun } from './runs';

const rate = 'training.optimizer.rate';

it('takes the mean of the runs in each cell, and counts those without a finite value', () => {
  const runs = [
    makeRun('a', { rate: 0.1, method: 'dni', value: 1 }),
    makeRun('b', { rate: 0.1, method: 'dni', value: 3 }),
    makeRun('c', { rate: 0.1, method: 'dni', value: NaN }),
    makeRun('d', { rate: 0.01, method: 'none', value: 6 }),
    makeRun('e', { rate: 0.01, method: 'dni' }),
  ];
  const map = buildHeatMap(runs, rate, 'training.method', 'x/value');
  expect(map.x.categories).toEqual([0.01, 0.1]);
  expect(map.y.categories).toEqual(['dni', 'none']);
  expect(map.cells).toEqual([
    { x: 1, y: 0, n: 2, runs: 3, mean: 2 },
    { x: 0, y: 1, n: 1, runs: 1, mean: 6 },
    { x: 0, y: 0, n: 0, runs: 1, mean: null },
  ]);
  expect(map.range).toEqual({ low: 2, high: 6 });
  expect([2, 4, 6].map((value) => map.fractionOf(value))).toEqual([0, 0.5, 1]);
});

it('has logarithmic colours where means span two decades, and the middle one where they are equal', () => {
  const wide = [makeRun('a', { rate: 1, value: 1 }), makeRun('b', { rate: 2, value: 100 })];
  const map = buildHeatMap(wide, rate, 'training.method', 'x/value');
  expect(map.isLog).toBe(true);
  expect(map.fractionOf(10)).toBeCloseTo(0.5, 12);
  const equal = buildHeatMap([makeRun('a', { value: 7 })], rate, 'training.method', 'x/value');
  expect(equal.fractionOf(7)).toBe(0.5);
});

it('has no range without a value', () => {
  expect(buildHeatMap([makeRun('a')], rate, 'training.method', 'x/value').range).toBeNull();
});
