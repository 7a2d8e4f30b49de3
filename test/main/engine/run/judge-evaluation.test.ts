import { describe, expect, it } from 'vitest';
import { judgeEvaluation } from '#engine/run/judge-evaluation';
import { ValidationProgress } from '#engine/run/validation-progress';

const newProgress = (patience: number): ValidationProgress =>
  new ValidationProgress({ metrics: ['validation/error'], patience });

describe('judgeEvaluation', () => {
  it('alerts once where the run gets no better, and says why it ends early', () => {
    const session = { stopProgress: newProgress(3), alertProgress: newProgress(2) };
    const events = [0.5, 0.25, 0.3, 0.25, 0.26].flatMap((value, index) => [
      ...judgeEvaluation(session, 1000 * index, [
        ['validation/error', value],
        ['test/error', 0.1],
      ]),
    ]);
    expect(events).toEqual([
      {
        kind: 'alert',
        alert: 'noProgress',
        step: 3000,
        message:
          "The run makes no progress: 'validation/error' was not better than 0.25 (step 1,000) for 2 evaluations in a row.",
      },
      {
        kind: 'log',
        level: 'info',
        message:
          "Stopped early at step 4,000: 'validation/error' was not better than 0.25 (step 1,000) for 3 evaluations in a row.",
      },
    ]);
  });

  it('alerts of every loss that is not finite', () => {
    const session = { stopProgress: null, alertProgress: null };
    const events = [
      ...judgeEvaluation(session, 10, [
        ['validation/loss', NaN],
        ['validation/error', 0.5],
        ['test/loss/odd', Infinity],
      ]),
    ];
    expect(events).toMatchObject([
      { alert: 'notFinite', step: 10, message: expect.stringContaining("'validation/loss'") },
      { alert: 'notFinite', step: 10, message: expect.stringContaining("'test/loss/odd'") },
    ]);
  });
});
