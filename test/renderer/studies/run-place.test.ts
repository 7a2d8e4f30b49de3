import { describe, expect, it } from 'vitest';
import {
  describePlace,
  describeUntrained,
  isBeginning,
} from '../../../src-renderer/studies/run-place';
import { makeRun } from './make-study';

const whole = makeRun().spec.training.steps;
const place = { id: 'help', values: {}, rung: 0 };
/** A run that a study has stopped at `until`, or a whole one, with the step that validation has chosen. */
const run = (step: number, until?: number) =>
  makeRun({
    step: until ?? whole,
    study: { ...place, until },
    selected: { metric: 'validation/bits', step, value: 1, values: { 'test/bits': 1 } },
  });

describe('the step of a value of a run', () => {
  it('is not told of a whole run', () => {
    expect(describePlace(run(50), 'test/bits')).toBeNull();
  });

  it('is told of a run that was stopped, beside the step where it was', () => {
    expect(describePlace(run(50, 150), 'test/bits')).toBe('step 50, stopped at 150');
    expect(describePlace(run(150, 150), 'test/bits')).toBe('stopped at 150');
  });

  it('is that of an untrained model where validation has chosen none other', () => {
    expect(describePlace(run(0, 150), 'test/bits')).toBe('untrained, stopped at 150');
    expect(describePlace(run(0), 'test/bits')).toBe('untrained');
  });

  it('is not that of an untrained model while the run has only begun', () => {
    expect(describePlace({ ...run(0), status: 'running' }, 'test/bits')).toBeNull();
    expect(isBeginning({ ...run(0), status: 'running' })).toBe(true);
    expect(isBeginning({ ...run(50), status: 'running' })).toBe(false);
    expect(isBeginning(run(0))).toBe(false);
  });

  it('is the last one of a metric that is not measured at the chosen step', () => {
    expect(describePlace(run(0, 150), 'train/loss')).toBe('stopped at 150');
    expect(describePlace(run(0), 'train/loss')).toBeNull();
  });
});

it('the values of untrained models are counted among all', () => {
  expect(describeUntrained({ untrained: 0, n: 2 })).toBeNull();
  expect(describeUntrained({ untrained: 1, n: 2 })).toBe('1 of 2 untrained');
  expect(describeUntrained({ untrained: 2, n: 2 })).toBe('untrained');
});
