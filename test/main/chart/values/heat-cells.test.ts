import { expect, it } from 'vitest';
import { buildHeatMap, type HeatScale } from '#chart/values/heat-cells';
import { makeRun } from '../../../renderer/compare/charts/runs';

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
});

it('has the stronger colour for the better mean, and for the larger one of a setting', () => {
  const runs = [
    makeRun('a', { rate: 0.1, value: 2, seed: 2 }),
    makeRun('b', { rate: 0.2, value: 6, seed: 6 }),
  ];
  const strengths = (field: string): [number[], boolean] => {
    const { colors } = buildHeatMap(runs, rate, 'training.method', field);
    return [[2, 4, 6].map((value) => colors.strengthOf(value)), colors.hasBetter];
  };
  // A smaller value of x/value is better.
  expect(strengths('x/value')).toEqual([[1, 0.5, 0], true]);
  expect(strengths('training.seed')).toEqual([[0, 0.5, 1], false]);
  const { range } = buildHeatMap(runs, rate, 'training.method', 'x/value').colors;
  expect(range).toEqual({ pale: 6, strong: 2 });
});

it('has logarithmic colours where means span two decades, and the middle one where they are equal', () => {
  const wide = [makeRun('a', { rate: 1, value: 1 }), makeRun('b', { rate: 2, value: 100 })];
  const map = buildHeatMap(wide, rate, 'training.method', 'x/value');
  expect(map.colors.isLog).toBe(true);
  expect(map.colors.strengthOf(10)).toBeCloseTo(0.5, 12);
  const equal = buildHeatMap([makeRun('a', { value: 7 })], rate, 'training.method', 'x/value');
  expect(equal.colors.strengthOf(7)).toBe(0.5);
});

it('has the scale of colours that is asked for, and linear ones where a mean is not above zero', () => {
  const colorsOf = (values: number[], scale: 'linear' | 'log'): HeatScale =>
    buildHeatMap(
      values.map((value, index) => makeRun(`r${index}`, { rate: index, value })),
      rate,
      'training.method',
      'x/value',
      scale,
    ).colors;
  expect(colorsOf([1, 100], 'linear').isLog).toBe(false);
  // The middle of 1 and 4 is 2 by ratio.
  expect(colorsOf([1, 4], 'log').strengthOf(2)).toBeCloseTo(0.5, 12);
  expect(colorsOf([0, 4], 'log')).toMatchObject({
    isLog: false,
    logRefusal: 'one of its values is not above zero',
  });
});

it('has no range without a value', () => {
  expect(buildHeatMap([makeRun('a')], rate, 'training.method', 'x/value').colors.range).toBeNull();
});
