import { expect, it } from 'vitest';
import { taskSchema, type TaskKind } from '#spec/task';
import { exampleUnit, commonExampleUnit } from '#spec/example-unit';

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
