import { describe, expect, it } from 'vitest';
import type { Evaluation } from '#spec/evaluation';
import { taskSchema } from '#spec/task';
import {
  describeExamples,
  describeValues,
  evaluationObstacle,
  hasEnd,
  partsToEvaluate,
  proposeExamples,
} from '../../../../src-renderer/runs/checkpoints/evaluation-choices';

const counts = { train: 55_000, validation: 0, test: 900 };

describe('what a checkpoint can be evaluated on', () => {
  it('are the parts that have examples, or all where the counts are not known', () => {
    expect(partsToEvaluate(counts)).toEqual(['train', 'test']);
    expect(partsToEvaluate(null)).toEqual(['train', 'validation', 'test']);
  });

  it('is not all of a training part that is generated without end', () => {
    expect(hasEnd('train', counts)).toBe(true);
    expect(hasEnd('train', null)).toBe(false);
    expect(hasEnd('test', null)).toBe(true);
  });

  it('are as many examples as are proposed, not more than the part has', () => {
    expect(proposeExamples('train', counts)).toBe(10_000);
    expect(proposeExamples('test', counts)).toBe(900);
    expect(proposeExamples('train', null)).toBe(10_000);
  });

  it('is nothing where the task grows', () => {
    expect(evaluationObstacle(taskSchema.parse({ kind: 'copy' }))).toMatch(/^The task grows/);
    expect(evaluationObstacle(taskSchema.parse({ kind: 'copy', curriculum: false }))).toBeNull();
    expect(evaluationObstacle(taskSchema.parse({ kind: 'spirals' }))).toBeNull();
  });
});

describe('a kept evaluation', () => {
  const evaluation: Evaluation = {
    part: 'test',
    examples: 10_000,
    isWhole: true,
    values: { 'test/error': 0.0162, 'test/loss': 'NaN', 'test/error/odd': 0.5 },
    evaluated: '2026-01-02T03:04:05.000Z',
  };

  it('says of how many examples it is', () => {
    const spirals = taskSchema.parse({ kind: 'spirals' });
    expect(describeExamples(evaluation, spirals)).toBe('Test, all 10,000 examples');
    const text = taskSchema.parse({ kind: 'text', train: 'a.txt' });
    expect(describeExamples({ ...evaluation, isWhole: false, part: 'train' }, text)).toBe(
      'Train, first 10,000 characters',
    );
  });

  it('lists its values in the order of the charts', () => {
    const values = describeValues(evaluation);
    expect(values.map(({ name }) => name)).toEqual(['loss', 'error', 'error odd']);
    expect(values[1]?.value).toBe('1.62 %');
    expect(values[0]?.value).not.toMatch(/\d/);
  });
});
