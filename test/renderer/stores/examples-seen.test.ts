import { describe, expect, it } from 'vitest';
import { taskSchema, type TaskKind } from '#spec/task';
import { seenBy, thingsOf, thingsOfAll } from '../../../src-renderer/stores/examples-seen';
import { experimentOf } from '../editor/experiment';

const task = (kind: TaskKind, more: object = {}) => taskSchema.parse({ kind, ...more });

it('calls examples what they are', () => {
  expect(thingsOf(task('mnist'))).toBe('examples');
  expect(thingsOf(task('copy'))).toBe('ticks');
  expect(thingsOf(task('text'))).toBe('characters');
  expect(thingsOf(task('text', { unit: 'word' }))).toBe('words');
  expect(thingsOfAll([task('text'), task('text')])).toBe('characters');
  expect(thingsOfAll([task('text'), task('copy')])).toBe('examples');
  expect(thingsOfAll([])).toBe('examples');
});

describe('examples seen by a step', () => {
  const training = { steps: 10, batch: 32, unroll: 4, optimizer: { kind: 'sgd', rate: 0.1 } };
  const copy = (method: string) =>
    experimentOf('image>core core~core core>a a>loss', {
      task: { kind: 'copy' },
      training: { ...training, method },
    });

  it('follow from batch and unroll', () => {
    expect(seenBy(copy('dni'), undefined)(10)).toBe(10 * 32 * 4);
  });

  it('were counted where a step grows with the task', () => {
    const seen = seenBy(copy('backprop'), { step: [10, 20], seconds: [1, 2], value: [1000, 3000] });
    expect([0, 5, 10, 15, 20, 25].map(seen)).toEqual([0, 500, 1000, 2000, 3000, 4000]);
    expect(seenBy(copy('backprop'), undefined)(7)).toBe(0);
  });
});
