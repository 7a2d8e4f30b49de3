import { describe, expect, it } from 'vitest';
import type { StudyActivity } from '../../../src-main/spec/study';
import {
  describeProgress,
  describeTime,
  startLabel,
} from '../../../src-renderer/studies/study-text';

const activity: StudyActivity = {
  studyId: 's',
  name: 's',
  isActive: true,
  status: 'running',
  done: 0,
  total: 2,
  rung: { index: 2, count: 4, steps: 1000, runs: 8 },
  secondsLeft: 130,
  failure: null,
};
const seconds = (value: number) => `${value} s`;

describe('how far a study is', () => {
  it('names the runs of its rung', () => {
    const progress = { status: 'running' as const, done: 0, total: 2, activity };
    expect(describeProgress(progress)).toBe(
      'Rung 3 of 4, to step 1,000: the best 2 of 8 runs, 0 done',
    );
    expect(describeTime(progress, seconds)).toBe('about 130 s left');
    const first = { ...activity, rung: { index: 0, count: 4, steps: 125, runs: 8 } };
    expect(describeProgress({ ...progress, total: 8, done: 3, activity: first })).toBe(
      'Rung 1 of 4, to step 125: all 8 runs, 3 done',
    );
  });

  it('counts all of its runs without rungs', () => {
    const plain = { ...activity, rung: null, secondsLeft: null };
    const progress = { status: 'running' as const, done: 1, total: 2, activity: plain };
    expect(describeProgress(progress)).toBe('1 of 2 runs done');
    expect(describeTime(progress, seconds)).toBeNull();
    expect(describeProgress({ ...progress, status: 'finished', total: 1, activity: null })).toBe(
      'Finished, 1 run',
    );
  });
});

it.each([
  [{ runs: 15, done: 0 }, 0, 'Start 15 runs'],
  [{ runs: 1, done: 0 }, 0, 'Start 1 run'],
  [{ runs: 15, done: 14 }, 0, 'Run the one that is missing'],
  [{ runs: 15, done: 14 }, 1, 'Run the deleted one again'],
  [{ runs: 15, done: 12 }, 3, 'Run the 3 deleted ones again'],
  [{ runs: 15, done: 10 }, 3, 'Run the 5 that are missing, 3 of them deleted'],
])('the button of a plan of %j says what it does', (plan, deleted, label) =>
  expect(startLabel(plan, deleted)).toBe(label),
);
