import { describe, expect, it } from 'vitest';
import { checkStopEarly } from '#spec/check-stop-early';
import { experimentSchema, type Experiment } from '#spec/experiment';
import type { StopEarly } from '#spec/training';
import { spirals } from '../storage/spirals';

const withStop = (stopEarly?: StopEarly, task: object = {}): Experiment => {
  const spec = spirals();
  return experimentSchema.parse({
    ...spec,
    task: { ...spec.task, ...task },
    training: { ...spec.training, stopEarly },
  });
};
const messages = (spec: Experiment, validation?: number): string[] =>
  checkStopEarly(
    spec,
    validation === undefined
      ? null
      : { fields: null, counts: { train: 9, validation, test: 0 }, bytes: 0, problem: null },
  ).map(({ severity, message }) => `${severity}: ${message}`);

describe('checkStopEarly', () => {
  it('says nothing where there is none, or a validation part', () => {
    expect(messages(withStop(undefined, { validation: 0 }))).toEqual([]);
    expect(messages(withStop({ patience: 3 }))).toEqual([]);
    expect(messages(withStop({ patience: 3, metric: 'validation/loss/loss' }), 5)).toEqual([]);
  });

  it('refuses data without a validation part', () => {
    const expected = [expect.stringMatching(/^error: .*validation part, and the data has none/)];
    expect(messages(withStop({ patience: 3 }, { validation: 0 }))).toEqual(expected);
    expect(messages(withStop({ patience: 3 }), 0)).toEqual(expected);
  });

  it('refuses a metric that is not one of the validation part of this model', () => {
    for (const metric of ['test/error', 'accuracy', 'interface/a->b/cosine'])
      expect(messages(withStop({ patience: 3, metric }))).toEqual([
        expect.stringContaining('is no metric of the validation part'),
      ]);
    expect(messages(withStop({ patience: 3, metric: 'validation/loss/other' }))).toEqual([
      expect.stringContaining("no loss 'other'"),
    ]);
  });
});
