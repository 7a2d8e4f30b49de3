import { describe, expect, it } from 'vitest';
import { checkEvaluations, suggestInterval } from '#analysis/study-evaluations';
import { spirals } from '../storage/spirals';

const lengths = (steps: number, evaluateEvery: number) => ({ steps, evaluateEvery });
const run = (steps: number, evaluateEvery: number) => {
  const spec = spirals();
  return { spec: { ...spec, training: { ...spec.training, steps, evaluateEvery } } };
};

describe('the evaluations of a study', () => {
  it.each([
    [8000, 1000, null],
    [500, 100, null],
    [300, 1000, 20],
    [300, 100, 20],
    [4, 100, 1],
    [3, 1, null],
  ])('in runs of %i steps, every %i, are to be made every %s', (steps, every, suggested) =>
    expect(suggestInterval(lengths(steps, every))).toBe(suggested),
  );

  it('are advised where a run has too few of them, with the shortest run', () => {
    expect(checkEvaluations([run(8000, 1000)])).toBeNull();
    expect(checkEvaluations([run(8000, 1000), run(300, 1000), run(2000, 1000)])).toEqual({
      evaluateEvery: 20,
      message: `Runs of 300 steps are evaluated every 1,000 steps, so that their curves have 2 points: evaluate them every 20 steps ("evaluateEvery" in the study's file).`,
    });
  });
});
