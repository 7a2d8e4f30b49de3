import { describe, expect, it } from 'vitest';
import {
  decidingMetrics,
  findEntropy,
  findNamedLoss,
  isShownByName,
  lossNodes,
} from '#spec/deciding-loss';
import { checkDecidingLoss } from '#spec/check-deciding-loss';
import { describeMetric } from '#spec/metric-catalogue';
import type { Experiment } from '#spec/experiment';
import { findProblems, template, templateJson } from './make';

const threeLevels = template('three-levels');
const mnist = template('mnist-cdni');

/** A run that has recorded these metrics. */
const run = (spec: Experiment, ...metrics: string[]) => ({
  spec,
  metrics: Object.fromEntries(metrics.map((metric) => [metric, {}])),
});
const counted = run(
  threeLevels,
  ...['error', 'error/oddLoss', 'error/threesLoss', 'error/sevensLoss', 'loss'].map(
    (measure) => `test/${measure}`,
  ),
);

const withDecidingLoss = (spec: Experiment, decidingLoss: string): Experiment => ({
  ...spec,
  model: { ...spec.model, decidingLoss },
});

describe('the metrics that decide', () => {
  it('are those of the first loss with a label, by its error where the task has no unit', () => {
    expect(decidingMetrics(mnist, 'validation')).toEqual(['validation/error', 'validation/loss']);
    expect(decidingMetrics(threeLevels, 'test')).toEqual(['test/error', 'test/loss']);
  });

  it('begin with the unit of the task', () => {
    expect(decidingMetrics(template('recall-dni'), 'validation')[0]).toBe('validation/bits');
    expect(decidingMetrics(template('char-lm-dni-8'), 'test')[0]).toBe('test/bpc');
  });

  it('are those of the loss that the model names, where it has several', () => {
    expect(decidingMetrics(withDecidingLoss(threeLevels, 'sevensLoss'), 'validation')).toEqual([
      'validation/error/sevensLoss',
      'validation/loss/sevensLoss',
    ]);
    expect(decidingMetrics(withDecidingLoss(mnist, 'loss'), 'validation')[0]).toBe(
      'validation/error',
    );
  });
});

describe('the name of a loss', () => {
  const titleOf = (metric: string, ...runs: Parameters<typeof findNamedLoss>[1][number][]) =>
    describeMetric(metric, { loss: findNamedLoss(metric, runs) }).title;

  it('stands beside a figure of the first loss, and beside the sum', () => {
    expect(titleOf('test/error', counted)).toBe('Test error, oddLoss');
    expect(titleOf('test/loss', counted)).toBe('Test loss, sum');
    expect(titleOf('test/error/sevensLoss', counted)).toBe('Test error, sevensLoss');
    expect(describeMetric('test/error/sevensLoss').shortTitle).toBe('test error, sevensLoss');
  });

  it('is left out where the models have one loss', () => {
    expect(titleOf('test/error', run(mnist, 'test/error'))).toBe('Test error');
    expect(titleOf('test/loss', run(mnist, 'test/loss'))).toBe('Test loss');
    expect(findNamedLoss('speed/steps-per-second', [counted])).toBeNull();
  });

  it('is general where runs differ in it, and that of those that have the metric', () => {
    const single = run(mnist, 'test/error', 'test/loss');
    expect(titleOf('test/error', counted, single)).toBe('Test error, first loss with a label');
    expect(titleOf('test/loss', counted, single)).toBe('Test loss, sum');
    expect(titleOf('test/error', counted, run(mnist))).toBe('Test error, oddLoss');
  });

  it('makes the figure without a name superfluous where all runs have the named one', () => {
    expect(isShownByName('test/error', [counted])).toBe(true);
    expect(isShownByName('test/loss', [counted])).toBe(false);
    expect(isShownByName('test/error', [counted, run(mnist, 'test/error')])).toBe(false);
    expect(isShownByName('test/error/oddLoss', [counted])).toBe(false);
  });
});

it('the bits of a curriculum are those of a cross entropy', () => {
  const { model } = threeLevels;
  expect(findEntropy(model)?.id).toBe('oddLoss');
  expect(findEntropy({ ...model, decidingLoss: 'sevensLoss' })?.id).toBe('sevensLoss');
  const squared = { kind: 'meanSquaredError', target: 'odd', weight: 1 } as const;
  const mixed = { ...model, nodes: { ...model.nodes, oddLoss: squared } };
  expect(findEntropy(mixed)?.id).toBe('threesLoss');
  expect(findEntropy({ ...mixed, decidingLoss: 'oddLoss' })?.id).toBe('threesLoss');
  expect(lossNodes(mixed).map(({ id }) => id)).toEqual(['oddLoss', 'threesLoss', 'sevensLoss']);
});

describe('the deciding loss', () => {
  const json = templateJson('three-levels') as { model: object };
  const problemsWith = (decidingLoss: unknown) =>
    findProblems({ ...json, model: { ...json.model, decidingLoss } });

  it('is a loss of the model', () => {
    expect(problemsWith('sevensLoss')).toEqual([]);
    expect(problemsWith(undefined)).toEqual([]);
    expect(problemsWith('sevens')).toMatchObject([
      {
        severity: 'error',
        setting: 'model.decidingLoss',
        message: "The deciding loss 'sevens' is not a loss of the model.",
        remedy:
          'Name one of: oddLoss, threesLoss, sevensLoss. Left out, the first with a label decides.',
      },
    ]);
    expect(problemsWith('not a name').map(({ severity }) => severity)).toEqual(['error']);
  });

  it('of a task with a curriculum needs a cross entropy', () => {
    const copy = template('copy-dni');
    expect(checkDecidingLoss(copy)).toEqual([]);
    const nodes = Object.entries(copy.model.nodes).map(([id, node]) => [
      id,
      node.kind === 'softmaxCrossEntropy' ? { ...node, kind: 'meanSquaredError' } : node,
    ]);
    const squared = {
      ...copy,
      model: { ...copy.model, nodes: Object.fromEntries(nodes) as Experiment['model']['nodes'] },
    };
    expect(checkDecidingLoss(squared)).toMatchObject([
      { severity: 'warning', setting: 'task.curriculum' },
    ]);
  });
});
