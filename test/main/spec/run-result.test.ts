import { describe, expect, it } from 'vitest';
import type { MetricSummary, Run, Selection } from '#spec/run';
import {
  describeChoice,
  findFigure,
  findHeadline,
  latestValue,
  titleInRun,
} from '#spec/run-result';
import { template } from './make';

const summary = (last: number, best = last, bestStep = 1): MetricSummary => ({
  last,
  best,
  bestStep,
});
type Measured = Pick<Run, 'spec' | 'metrics' | 'selected'>;
const run = (
  name: string,
  metrics: Record<string, MetricSummary>,
  selected: Selection | null = null,
): Measured => ({ spec: template(name), metrics, selected });

const mnist = run(
  'mnist-cdni',
  {
    'train/loss': summary(0.01, 0.0001, 777),
    'validation/error': summary(0.03, 0.02, 400),
    // The least of many test values lies elsewhere.
    'test/error': summary(0.025, 0.015, 900),
    'interface/hidden1->hidden2/cosine': summary(0.6, 0.9, 0),
  },
  {
    metric: 'validation/error',
    step: 400,
    value: 0.02,
    values: { 'validation/error': 0.02, 'test/error': 0.021 },
  },
);
const format = { value: (_: string, value: number) => `${value}`, step: String };

describe('the figure that stands for a run', () => {
  it('is the test value at the step that validation has chosen, not the best test value', () => {
    expect(findHeadline(mnist)).toEqual({ metric: 'test/error', value: 0.021, step: 400 });
    expect(describeChoice(mnist, format)).toBe(
      'Chosen by the best validation error (0.02), at step 400: test values are those of this step.',
    );
  });

  it('says where no step was better than the untrained model', () => {
    const { selected } = mnist;
    expect(
      describeChoice({ ...mnist, selected: selected && { ...selected, step: 0 } }, format),
    ).toBe(
      'Chosen by the best validation error (0.02), of the untrained model, step 0: test values are those of this step.',
    );
  });

  it('says where no step was better than the checkpoint that is continued', () => {
    const parent = (step: number) => ({ ...mnist, parent: { runId: 'p', step } });
    expect(describeChoice(parent(400), format)).toBe(
      'Chosen by the best validation error (0.02), of the run that it continues, step 400: test values are those of this step.',
    );
    expect(describeChoice(parent(200), format)).toContain(', at step 400:');
  });

  it('is the validation value where there is no test part', () => {
    const { selected } = mnist;
    const values = { 'validation/error': 0.02 };
    expect(findHeadline({ ...mnist, selected: selected && { ...selected, values } })).toEqual({
      metric: 'validation/error',
      value: 0.02,
      step: 400,
    });
  });

  it('is the last value where there is no validation part, and says so', () => {
    const unvalidated = run('mnist-cdni', { 'test/error': summary(0.025, 0.015, 900) });
    expect(findHeadline(unvalidated)).toEqual({ metric: 'test/error', value: 0.025, step: null });
    expect(describeChoice(unvalidated, format)).toMatch(/no step can be chosen.*latest values/);
  });

  it('is the level of a curriculum, and the running mean before the bits of a step', () => {
    const metrics = { 'train/bits': summary(0.0002), 'task/mean-bits': summary(0.3) };
    expect(findHeadline(run('copy-dni', metrics))).toMatchObject({ metric: 'task/mean-bits' });
    expect(findHeadline(run('copy-dni', { ...metrics, 'task/level': summary(7) }))).toEqual({
      metric: 'task/level',
      value: 7,
      step: null,
    });
  });

  it('is that of the deciding loss, under its name', () => {
    const values = {
      'validation/error': 0.04,
      'test/error': 0.041,
      'validation/error/sevensLoss': 0.83,
      'test/error/oddLoss': 0.041,
      'test/error/sevensLoss': 0.84,
    };
    const metrics = Object.fromEntries(
      Object.entries(values).map(([metric, value]) => [metric, summary(value)]),
    );
    const first = run('three-levels', metrics, {
      metric: 'validation/error',
      step: 5,
      value: 0.04,
      values,
    });
    expect(findHeadline(first)).toMatchObject({ metric: 'test/error', value: 0.041 });
    expect(titleInRun('test/error', first)).toBe('Test error, oddLoss');
    expect(describeChoice(first, format)).toContain('validation error, oddLoss (0.04)');
    const third = {
      ...first,
      selected: { metric: 'validation/error/sevensLoss', step: 5, value: 0.83, values },
    };
    expect(findHeadline(third)).toMatchObject({ metric: 'test/error/sevensLoss', value: 0.84 });
  });

  it('is nothing while nothing is measured', () => {
    expect(findHeadline(run('mnist-cdni', {}))).toBeNull();
  });
});

describe('a figure', () => {
  it('is at the chosen step for what is measured at evaluations, else the latest', () => {
    expect(findFigure(mnist, 'validation/error')).toMatchObject({ value: 0.02, step: 400 });
    expect(findFigure(mnist, 'train/loss')).toMatchObject({ value: 0.01, step: null });
    expect(findFigure(mnist, 'interface/hidden1->hidden2/cosine')).toMatchObject({
      value: 0.6,
      step: null,
    });
    // Not a number at the chosen step, so that no value of another step stands in.
    expect(findFigure(mnist, 'test/loss')).toBeNull();
  });

  it('is no number where the latest value is not finite', () => {
    const lost = { ...summary(0.025), notFiniteAt: 1000 };
    expect(latestValue(lost)).toBeNaN();
    expect(findHeadline(run('mnist-cdni', { 'test/error': lost }))?.value).toBeNaN();
  });
});
