import { expect, it } from 'vitest';
import type { RunGroup } from '#analysis/group-runs';
import type { Run, Selection } from '#spec/run';
import { compareFigures } from '#analysis/compare-figures';
import { template } from '../spec/make';
import { buildExperiment } from '../../renderer/editor/experiment';

const spec = buildExperiment('image>a a>loss');

/** By metric, the last value; the best one is far better, and was never chosen. */
function run(last: Record<string, number>, selected: Selection | null = null): Run {
  const metrics = Object.entries(last).map(([metric, value]) => [
    metric,
    { last: value, best: value / 100, bestStep: 0 },
  ]);
  return { spec, metrics: Object.fromEntries(metrics), selected } as Run;
}

const chosen = (step: number, test: number): Selection => ({
  metric: 'validation/error',
  step,
  value: 0.5,
  values: { 'validation/error': 0.5, 'test/error': test },
});

/** Every run is a group. */
const single = (runs: readonly Run[]): RunGroup[] =>
  runs.map((each, index) => ({ key: String(index), values: {}, runs: [each] }));
const winnerOf = (runs: readonly Run[], metric: string): number | null =>
  compareFigures(single(runs), metric).winner;

it('compares test values at the steps that validation has chosen', () => {
  const runs = [
    run({ 'test/error': 0.1 }, chosen(10, 0.3)),
    run({ 'test/error': 0.2 }, chosen(20, 0.25)),
  ];
  const { means, winner, format } = compareFigures(single(runs), 'test/error');
  expect(means.map(({ mean }) => mean)).toEqual([0.3, 0.25]);
  expect(winner).toBe(0.25);
  // One column has the same decimal places.
  expect(means.map(({ mean }) => format.value(mean ?? NaN))).toEqual(['30.0 %', '25.0 %']);
});

it('compares the means of groups, each with its interval', () => {
  const groups = [
    { key: 'a', values: {}, runs: [run({ 'test/loss': 0.3 }), run({ 'test/loss': 0.25 })] },
    { key: 'b', values: {}, runs: [run({ 'test/loss': 0.27 }), run({ 'train/loss': 1 })] },
  ];
  const { means, winner } = compareFigures(groups, 'test/loss');
  expect(winner).toBe(0.27);
  expect(means[0]?.mean).toBeCloseTo(0.275, 12);
  // The standard error is 0.025, the 97.5th percentile of Student's t with one degree of freedom 12.7062.
  expect(means[0]?.interval?.low).toBeCloseTo(0.275 - 0.025 * 12.7062, 5);
  expect(means[1]).toMatchObject({ n: 1, diverged: [], mean: 0.27, interval: null });
});

it('compares last values where nothing was validated, but not with chosen ones', () => {
  const unvalidated = [run({ 'test/error': 0.1 }), run({ 'test/error': 0.2 })];
  expect(winnerOf(unvalidated, 'test/error')).toBe(0.1);
  const mixed = [run({ 'test/error': 0.1 }), run({ 'test/error': 0.9 }, chosen(10, 0.3))];
  expect(winnerOf(mixed, 'test/error')).toBeNull();
});

it('has no best of single batches, of machines, of one run, or of a value that is not finite', () => {
  const runs = [
    run({ 'train/loss': 0.1, 'speed/examples-seen': 5, 'task/mean-bits': 1 }),
    run({ 'train/loss': 0.2, 'speed/examples-seen': 6, 'task/mean-bits': 2, 'test/error': 1 }),
  ];
  for (const metric of ['train/loss', 'speed/examples-seen', 'task/mean-bits', 'test/error'])
    expect(winnerOf(runs, metric), metric).toBeNull();
  const lost = run({ 'test/error': 0.1 });
  lost.metrics['test/error'] = { last: 0.1, best: 0.1, bestStep: 1, notFiniteAt: 2 };
  expect(winnerOf([lost, run({ 'test/error': 0.4 })], 'test/error')).toBeNull();
});

it('does not rank figures of different losses', () => {
  const three = template('three-levels');
  const metrics = {
    'test/error': { last: 0.04, best: 0.04, bestStep: 1 },
    'test/error/oddLoss': { last: 0.04, best: 0.04, bestStep: 1 },
  };
  const counted = { spec: three, metrics, selected: null } as unknown as Run;
  expect(winnerOf([counted, run({ 'test/error': 0.1 })], 'test/error')).toBeNull();
  expect(winnerOf([counted, counted], 'test/error')).toBe(0.04);
});

it('takes the largest of cosines and levels', () => {
  const metric = 'interface/a->b/cosine';
  expect(winnerOf([run({ [metric]: 0.2 }), run({ [metric]: 0.7 })], metric)).toBe(0.7);
  const levels = [run({ 'task/level': 4 }), run({ 'task/level': 9 })];
  expect(winnerOf(levels, 'task/level')).toBe(9);
});
