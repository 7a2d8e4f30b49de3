import { expect, it } from 'vitest';
import { computeLossMetrics } from '#engine/run/loss-metrics';
import type { LossReport } from '#engine/step/report';
import type { ExperimentInput } from '#spec/experiment';
import { experiment, numbers } from '../helpers';

const node = (kind: 'softmaxCrossEntropy' | 'meanSquaredError', target: string, weight = 1) => ({
  kind,
  target,
  weight,
});
const symbol = node('softmaxCrossEntropy', 'label');
const force = node('meanSquaredError', 'y');

function metrics(
  losses: Record<string, LossReport>,
  nodes: ExperimentInput['model']['nodes'],
  task: ExperimentInput['task'] = { kind: 'spirals' },
): Record<string, number> {
  const spec = experiment({ model: { nodes, edges: [] }, task });
  const found = computeLossMetrics('test', new Map(Object.entries(losses)), spec, numbers(1));
  const named = Object.fromEntries(found);
  expect(Object.keys(named)).toHaveLength(found.length);
  return named;
}

const classes = { sum: 6, valid: 4, incorrect: 1 };
const values = { sum: 3, valid: 6, incorrect: null };

it('returns the mean loss, and the error rate where the target is a class', () => {
  expect(metrics({ a: classes }, { a: symbol })).toEqual({ 'test/loss': 1.5, 'test/error': 0.25 });
  expect(metrics({ a: values }, { a: force })).toEqual({ 'test/loss': 0.5 });
});

it('adds up the means of several losses, and returns each by itself', () => {
  expect(metrics({ a: values, b: classes }, { a: force, b: symbol })).toEqual({
    'test/loss': 2,
    'test/error': 0.25,
    'test/loss/a': 0.5,
    'test/loss/b': 1.5,
    'test/error/b': 0.25,
  });
});

it('returns no sum where one of the losses had no valid target', () => {
  const nothing = { sum: 0, valid: 0, incorrect: 0 };
  expect(metrics({ a: values, b: nothing }, { a: force, b: symbol })).toEqual({
    'test/loss/a': 0.5,
  });
  expect(metrics({ b: nothing }, { b: symbol })).toEqual({});
  expect(metrics({}, { a: force, b: symbol })).toEqual({});
});

it.each([
  [{ kind: 'recall' }, 'test/bits', 1.5 / Math.LN2],
  [{ kind: 'text' }, 'test/bpc', 1.5 / Math.LN2],
  [{ kind: 'text', unit: 'word' }, 'test/perplexity', Math.exp(1.5)],
] as const)('reports %j in the unit of the task', (task, metric, value) => {
  const found = metrics({ a: classes }, { a: symbol }, task);
  expect(Object.keys(found).sort()).toEqual(['test/error', 'test/loss', metric].sort());
  expect(found[metric]).toBeCloseTo(value, 10);
});

it('keeps the error to the first loss with a label, also in steps where that has no target', () => {
  const nodes = { slow: symbol, quick: symbol };
  const nothing = { sum: 0, valid: 0, incorrect: 0 };
  expect(metrics({ slow: nothing, quick: classes }, nodes)).toEqual({
    'test/loss/quick': 1.5,
    'test/error/quick': 0.25,
  });
  const slow = { sum: 4, valid: 2, incorrect: 2 };
  expect(metrics({ slow, quick: classes }, nodes)).toMatchObject({
    'test/error': 1,
    'test/error/slow': 1,
    'test/error/quick': 0.25,
  });
});

it('reports each of several losses in the unit of the task', () => {
  const found = metrics(
    { a: { sum: 8, valid: 4, incorrect: 2 }, b: classes },
    { a: symbol, b: symbol },
    { kind: 'recall' },
  );
  expect(found['test/bits']).toBe(2 / Math.LN2);
  expect(found['test/bits/a']).toBe(2 / Math.LN2);
  expect(found['test/bits/b']).toBe(1.5 / Math.LN2);
});

it('counts no weight of a loss among its bits, and no bits of a squared error', () => {
  const weighted = node('softmaxCrossEntropy', 'label', 3);
  const found = metrics({ a: { ...classes, sum: 18 } }, { a: weighted }, { kind: 'recall' });
  expect(found).toMatchObject({ 'test/loss': 4.5, 'test/bits': 1.5 / Math.LN2 });
  const squared = node('meanSquaredError', 'label');
  expect(metrics({ a: classes }, { a: squared }, { kind: 'recall' })).toEqual({
    'test/loss': 1.5,
    'test/error': 0.25,
  });
});
