import { expect, it } from 'vitest';
import {
  judgingMetrics,
  valueAt,
} from '../../../../src-renderer/runs/checkpoints/checkpoint-values';

const summary = { last: 1, best: 1, bestStep: 1 };
const selected = { metric: 'validation/error/odd', step: 10, value: 1, values: {} };

it('a checkpoint is judged by what has chosen the step, on both parts where there are two', () => {
  const metrics = {
    'validation/error/odd': summary,
    'test/error/odd': summary,
    'test/error': summary,
  };
  expect(judgingMetrics({ selected, metrics })).toEqual(['validation/error/odd', 'test/error/odd']);
  expect(judgingMetrics({ selected, metrics: { 'validation/error/odd': summary } })).toEqual([
    'validation/error/odd',
  ]);
  expect(judgingMetrics({ selected: null, metrics })).toEqual([]);
});

it('the value of a curve at a step is only what was measured at that step', () => {
  const curve = { x: Float32Array.of(0, 50, 100), y: Float32Array.of(3, 2, 0.5) };
  expect(valueAt(curve, 50)).toBe(2);
  expect(valueAt(curve, 100)).toBe(0.5);
  expect(valueAt(curve, 75)).toBeNull();
});
