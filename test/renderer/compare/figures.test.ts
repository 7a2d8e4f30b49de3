import { expect, it } from 'vitest';
import type { Run, Selection } from '#spec/run';
import { compareFigures } from '../../../src-renderer/compare/figures';
import { template } from '../../main/spec/make';
import { buildExperiment } from '../editor/experiment';

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

it('compares test values at the steps that validation has chosen', () => {
  const runs = [
    run({ 'test/error': 0.1 }, chosen(10, 0.3)),
    run({ 'test/error': 0.2 }, chosen(20, 0.25)),
  ];
  expect(compareFigures(runs, 'test/error')).toEqual({
    metric: 'test/error',
    figures: [
      { metric: 'test/error', value: 0.3, step: 10 },
      { metric: 'test/error', value: 0.25, step: 20 },
    ],
    winner: 0.25,
  });
});

it('compares last values where nothing was validated, but not with chosen ones', () => {
  const unvalidated = [run({ 'test/error': 0.1 }), run({ 'test/error': 0.2 })];
  expect(compareFigures(unvalidated, 'test/error').winner).toBe(0.1);
  const mixed = [run({ 'test/error': 0.1 }), run({ 'test/error': 0.9 }, chosen(10, 0.3))];
  expect(compareFigures(mixed, 'test/error').winner).toBeNull();
});

it('has no best of single batches, of machines, of one run, or of a value that is not finite', () => {
  const runs = [
    run({ 'train/loss': 0.1, 'speed/examples-seen': 5, 'task/mean-bits': 1 }),
    run({ 'train/loss': 0.2, 'speed/examples-seen': 6, 'task/mean-bits': 2, 'test/error': 1 }),
  ];
  for (const metric of ['train/loss', 'speed/examples-seen', 'task/mean-bits', 'test/error'])
    expect(compareFigures(runs, metric).winner, metric).toBeNull();
  const lost = run({ 'test/error': 0.1 });
  lost.metrics['test/error'] = { last: 0.1, best: 0.1, bestStep: 1, notFiniteAt: 2 };
  expect(compareFigures([lost, run({ 'test/error': 0.4 })], 'test/error').winner).toBeNull();
});

it('does not rank figures of different losses', () => {
  const three = template('three-levels');
  const metrics = {
    'test/error': { last: 0.04, best: 0.04, bestStep: 1 },
    'test/error/oddLoss': { last: 0.04, best: 0.04, bestStep: 1 },
  };
  const counted = { spec: three, metrics, selected: null } as unknown as Run;
  expect(compareFigures([counted, run({ 'test/error': 0.1 })], 'test/error').winner).toBeNull();
  expect(compareFigures([counted, counted], 'test/error').winner).toBe(0.04);
});

it('takes the largest of cosines and levels', () => {
  const metric = 'interface/a->b/cosine';
  expect(compareFigures([run({ [metric]: 0.2 }), run({ [metric]: 0.7 })], metric).winner).toBe(0.7);
  const levels = [run({ 'task/level': 4 }), run({ 'task/level': 9 })];
  expect(compareFigures(levels, 'task/level').winner).toBe(9);
});
