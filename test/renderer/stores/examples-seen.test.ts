import { describe, expect, it } from 'vitest';
import { taskSchema, type TaskKind } from '#spec/task';
import {
  createExampleCounter,
  exampleUnit,
  commonExampleUnit,
} from '../../../src-renderer/stores/examples-seen';
import { buildExperiment } from '../editor/experiment';

const task = (kind: TaskKind, more: object = {}) => taskSchema.parse({ kind, ...more });

it('names the unit of the examples by task', () => {
  expect(exampleUnit(task('mnist'))).toBe('examples');
  expect(exampleUnit(task('copy'))).toBe('ticks');
  expect(exampleUnit(task('text'))).toBe('characters');
  expect(exampleUnit(task('text', { unit: 'word' }))).toBe('words');
  expect(commonExampleUnit([task('text'), task('text')])).toBe('characters');
  expect(commonExampleUnit([task('text'), task('copy')])).toBe('examples');
  expect(commonExampleUnit([])).toBe('examples');
});

describe('createExampleCounter', () => {
  const training = { steps: 10, batch: 32, unroll: 4, optimizer: { kind: 'sgd', rate: 0.1 } };
  const copy = (method: string) =>
    buildExperiment('image>core core~core core>a a>loss', {
      task: { kind: 'copy' },
      training: { ...training, method },
    });

  it('multiplies the steps by batch size and unroll', () => {
    expect(createExampleCounter(copy('dni'), undefined)(10)).toBe(10 * 32 * 4);
  });

  it('interpolates the recorded counts if a step grows with the task', () => {
    const countExamples = createExampleCounter(copy('backprop'), {
      step: [10, 20],
      seconds: [1, 2],
      value: [1000, 3000],
    });
    expect([0, 5, 10, 15, 20, 25].map(countExamples)).toEqual([0, 500, 1000, 2000, 3000, 4000]);
    expect(createExampleCounter(copy('backprop'), undefined)(7)).toBe(0);
  });
});
