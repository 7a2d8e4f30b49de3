import { expect, it } from 'vitest';
import {
  collectValues,
  coverIntervals,
  describeCutIntervals,
  describeMean,
  describeQuartiles,
} from '#chart/values/group-values';
import { buildScatter, describeWithout } from '#chart/values/scatter-points';
import { spreadRows } from '#chart/values/spread-rows';
import { fade } from '../../../../src-renderer/compare/charts/run-points';
import { makeGroup, makeRun } from '../../../renderer/compare/charts/runs';

const groups = [
  makeGroup(
    'a',
    [1, 2, 3, 6].map((value, seed) => makeRun(`a${seed}`, { seed, value })),
  ),
  makeGroup('b', [makeRun('b0', { value: NaN }), makeRun('b1', { value: 4 }), makeRun('b2')]),
];

it('collects the numbers of each group, and counts the runs without one', () => {
  const { groups: collected, runs, without } = collectValues(groups, 'x/value');
  expect(collected.map(({ values }) => values.map(({ value }) => value))).toEqual([
    [1, 2, 3, 6],
    [4],
  ]);
  expect([runs, without]).toEqual([7, 2]);
  expect(collected.map(({ mean }) => mean)).toEqual([3, 4]);
  // The standard error is √(14/3) / 2 = 1.08012, the quantile of Student's t 3.18245.
  expect(collected[0]?.interval?.low).toBeCloseTo(3 - 3.18245 * 1.08012, 3);
  expect(collected[1]?.interval).toBeNull();
});

it('has an axis that covers the intervals, and zero where bars are drawn', () => {
  // The interval ends at 3 + 3.437.
  expect(coverIntervals(collectValues(groups, 'x/value')).axis.bounds.max).toBeGreaterThan(6.437);
  expect(collectValues(groups, 'x/value').axis.bounds.max).toBeCloseTo(6.25, 12);
  const high = [makeGroup('c', [makeRun('c0', { value: 100 }), makeRun('c1', { value: 101 })])];
  expect(collectValues(high, 'x/value').axis.bounds.min).toBeGreaterThan(0);
  expect(collectValues(high, 'x/value', { fromZero: true }).axis.bounds.min).toBeLessThanOrEqual(0);
});

it('has a logarithmic axis on demand, which cuts intervals that reach zero and says so', () => {
  // The interval of 1 and 9 is 5 ± 12.706 · 4: from below zero to 55.8.
  const wide = [makeGroup('d', [makeRun('d0', { value: 1 }), makeRun('d1', { value: 9 })])];
  const collected = coverIntervals(collectValues(wide, 'x/value', { scale: 'log' }));
  expect(collected.axis.kind).toBe('log');
  expect(collected.axis.bounds.min).toBeGreaterThan(0);
  expect(collected.axis.bounds.max).toBeGreaterThan(55.8);
  expect(describeCutIntervals(collected)).toMatch(/^One interval reaches zero or below/);
  expect(describeCutIntervals(collectValues(wide, 'x/value'))).toBeNull();
  const withZero = [makeGroup('e', [makeRun('e0', { value: 0 }), makeRun('e1', { value: 9 })])];
  expect(collectValues(withZero, 'x/value', { scale: 'log' }).axis.kind).toBe('linear');
});

it('leaves out of a logarithmic scatter what is not above zero, and counts it', () => {
  const signed = [
    makeGroup(
      'f',
      [0, -1, 5].map((value, seed) => makeRun(`f${seed}`, { seed, value })),
    ),
  ];
  const scatter = buildScatter(signed, 'training.seed', 'x/value', { y: 'log' });
  expect(scatter.points[0]?.map(({ y }) => y)).toEqual([5]);
  expect(scatter.without).toBe(2);
});

it('describes a group in words', () => {
  const [a, b] = collectValues(groups, 'x/value').groups;
  // Quartiles of 1, 2, 3, 6 by linear interpolation, as NumPy has them: 1.75, 2.5, 3.75.
  expect(a && describeQuartiles('x/value', a)).toBe(
    'median 2.5, quartiles 1.75 and 3.75, from 1 to 6, n 4',
  );
  expect(b && describeMean('x/value', b)).toBe('mean 4, n 1');
});

it('places runs by two fields, and says how many have no place', () => {
  const scatter = buildScatter(groups, 'training.seed', 'x/value');
  expect(scatter.points.map((points) => points.map(({ x, y }) => [x, y]))).toEqual([
    [
      [0, 1],
      [1, 2],
      [2, 3],
      [3, 6],
    ],
    [[1, 4]],
  ]);
  expect(scatter.points[0]?.[3]?.text).toMatch(/^seed 3, .* 6$/);
  expect(describeWithout(scatter.without, 7, 'seed or value')).toBe(
    '2 of 7 runs have no finite value of seed or value.',
  );
  expect(describeWithout(0, 7, 'seed')).toBeNull();
  expect(describeWithout(7, 7, 'seed')).toBe('None of the runs has a finite value of seed.');
});

it('spreads the points of a row around its middle', () => {
  expect(spreadRows(1)).toEqual([0]);
  expect(spreadRows(3, 0.5)).toEqual([-0.25, 0, 0.25]);
});

it('fades colours in every way that browsers write them', () => {
  expect(fade('rgb(1, 2, 3)', 0.2)).toBe('rgba(1, 2, 3, 0.2)');
  expect(fade('lab(50 10 -20)', 0.2)).toBe('lab(50 10 -20 / 0.2)');
  expect(fade('oklch(0.5 0.1 20)', 0.2)).toBe('oklch(0.5 0.1 20 / 0.2)');
});
