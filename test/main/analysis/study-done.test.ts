import { describe, expect, it } from 'vitest';
import { isRunDone } from '#analysis/study-done';
import { makeRun } from './study-fixture';

describe('the runs of a study', () => {
  it.each<[string, Partial<Parameters<typeof makeRun>[0]>, number, boolean]>([
    ['finished', { steps: 60 }, 60, true],
    ['finished, and more steps are wanted', { steps: 60 }, 90, false],
    ['finished, and fewer steps are wanted', { steps: 60 }, 30, true],
    ['ended by its time limit', { steps: 60, step: 40 }, 60, true],
    ['at work', { status: 'running', step: 60, steps: 90 }, 60, false],
    ['stopped', { status: 'stopped', step: 30 }, 60, false],
    ['stopped further than is wanted', { status: 'stopped', step: 30, steps: 60 }, 20, true],
    ['interrupted in its last evaluation', { status: 'interrupted', step: 60 }, 60, false],
    ['diverged', { status: 'failed', step: 20, failedStep: 21 }, 60, true],
    ['failed for another reason', { status: 'failed', step: 20 }, 60, false],
  ])('have nothing to do or not: %s', (_, options, steps, isDone) => {
    expect(isRunDone(makeRun({ id: 'r', ...options }), steps)).toBe(isDone);
  });
});
