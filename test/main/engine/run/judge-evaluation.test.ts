import { describe, expect, it } from 'vitest';
import { judgeEvaluation } from '#engine/run/judge-evaluation';
import { ValidationProgress } from '#engine/run/validation-progress';

const newProgress = (patience: number): ValidationProgress =>
  new ValidationProgress({ metrics: ['validation/error'], patience });

describe('judgeEvaluation', () => {
  it('alerts once where the run gets no better, and says why it ends early', () => {
    const session = { stopProgress: newProgress(3), alertProgress: newProgress(2) };
    const events = [0.5, 0.45, 0.48, 0.45, 0.46].flatMap((value, index) => [
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
          "The run makes no progress: 'validation/error' was not better than 0.45 (step 1,000) for 2 evaluations in a row.",
      },
      {
        kind: 'log',
        level: 'info',
        message:
          "Stopped early at step 4,000: 'validation/error' was not better than 0.45 (step 1,000) for 3 evaluations in a row.",
      },
    ]);
  });

  it('does not warn of a run that has learned and stays near its best, but of one that has lost it', () => {
    // From 0.66 to 0.022: a gain of 0.638, of which a quarter, 0.1595, may be lost again.
    const warningsOf = (last: number): unknown[] => {
      const session = { stopProgress: null, alertProgress: newProgress(2) };
      return [0.66, 0.3, 0.022, 0.03, last].flatMap((value, index) => [
        ...judgeEvaluation(session, 100 * index, [['validation/error', value]]),
      ]);
    };
    expect(warningsOf(0.18)).toEqual([]);
    expect(warningsOf(0.19)).toMatchObject([{ alert: 'noProgress', step: 400 }]);
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
