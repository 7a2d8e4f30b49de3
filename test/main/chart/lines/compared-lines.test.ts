import { expect, it } from 'vitest';
import { compareLines } from '#chart/lines/compared-lines';
import { buildCurveRequest, smoothingOf, type CurveChoices } from '#chart/lines/curve-request';
import { makeRun } from '../../../renderer/compare/charts/runs';

const runs = [
  makeRun('a', { method: 'dni', seed: 1 }),
  makeRun('b', { method: 'backprop', seed: 1 }),
  makeRun('c', { method: 'dni', seed: 2 }),
];
const choices: CurveChoices = {
  ...({ xAxis: 'step', xMetric: null, xModule: null, center: 'mean', band: 'sd' } as const),
  showsRuns: true,
};

it('groups runs of equal values, with the colours of methods', () => {
  const lines = compareLines(runs, ['training.method'], { colors: {}, hidden: [] });
  expect(lines.map(({ label, color, group }) => [label, color, group.runs.length])).toEqual([
    ['DNI', 0, 2],
    ['backprop', 2, 1],
  ]);
});

it('keeps chosen colours and marks hidden lines', () => {
  const [first] = compareLines(runs, ['training.method'], { colors: {}, hidden: [] });
  const key = first?.key ?? '';
  const lines = compareLines(runs, ['training.method'], { colors: { [key]: 5 }, hidden: [key] });
  expect(lines[0]).toMatchObject({ color: 5, isHidden: true });
  expect(lines[1]?.isHidden).toBe(false);
});

it('asks for bands and single runs of groups only', () => {
  const lines = compareLines(runs, ['training.method'], { colors: {}, hidden: [] });
  const wanted = [{ metric: 'test/error', smoothing: 0 }];
  const options = { choices, runCount: 3, range: null };
  expect(buildCurveRequest(lines, wanted, { ...options, isGrouped: true })).toMatchObject({
    lines: [{ runIds: ['a', 'c'] }, { runIds: ['b'] }],
    ...{ points: 1000, center: 'mean', band: 'sd', withRuns: true, withRaw: true },
  });
  expect(buildCurveRequest(lines, wanted, { ...options, isGrouped: false })).toMatchObject({
    band: 'none',
    withRuns: false,
  });
  expect(buildCurveRequest([], wanted, { ...options, isGrouped: true })).toBeNull();
});

it('smooths only what is measured at every step, unless the chart asks', () => {
  expect(smoothingOf({ metric: 'train/loss', smoothing: null }, 0.9)).toBe(0.9);
  expect(smoothingOf({ metric: 'test/error', smoothing: null }, 0.9)).toBe(0);
  expect(smoothingOf({ metric: 'test/error', smoothing: 0.5 }, 0.9)).toBe(0.5);
});
