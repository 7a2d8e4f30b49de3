import { describe, expect, it } from 'vitest';
import { hasRecordedEnd, meanSpeed, ownSeconds, runStatuses } from '#spec/run';

it('has recorded its end unless it goes on or its process was lost', () => {
  expect(runStatuses.filter(hasRecordedEnd)).toEqual(['finished', 'stopped', 'failed']);
});

describe('the time and speed of a run', () => {
  it('are its own where it continues another one', () => {
    // 200 steps in 80 s, of which 50 steps and 60 s were those of its parent.
    const run = { step: 200, seconds: 80, parent: { runId: 'p', step: 50, seconds: 60 } };
    expect(ownSeconds(run)).toBe(20);
    expect(meanSpeed(run)).toBe(7.5);
  });

  it('are those of all steps where it continues none, or the time of its parent is not known', () => {
    expect(ownSeconds({ seconds: 80, parent: null })).toBe(80);
    expect(meanSpeed({ step: 200, seconds: 80, parent: null })).toBe(2.5);
    expect(meanSpeed({ step: 200, seconds: 80, parent: { runId: 'p', step: 50 } })).toBe(2.5);
  });

  it('are 0 before the first step', () => {
    expect(meanSpeed({ step: 0, seconds: 0, parent: null })).toBe(0);
    const waiting = { step: 50, seconds: 60, parent: { runId: 'p', step: 50, seconds: 60 } };
    expect(meanSpeed(waiting)).toBe(0);
  });
});
