import { describe, expect, it } from 'vitest';
import type { StudyActivity } from '../../../src-main/spec/study';
import { estimateSecondsLeft, readProgress } from '../../../src-renderer/studies/study-progress';
import { makeRun, makeStudy, specs } from './make-study';

const activity: StudyActivity = {
  studyId: 'help',
  name: 'Does DNI help?',
  isActive: true,
  status: 'running',
  done: 2,
  total: 6,
  rung: null,
  rungs: null,
  failure: null,
};
const all = (['dni', 'none'] as const).flatMap((method) =>
  [1, 2, 3].map((seed) => makeRun({ method, seed })),
);

describe('readProgress', () => {
  it('is a draft without runs', () =>
    expect(readProgress(makeStudy(), undefined, [], specs)).toEqual({
      status: 'draft',
      done: 0,
      total: 6,
    }));

  it('is what the process says while that runs it', () =>
    expect(readProgress(makeStudy(), activity, all.slice(0, 2), specs)).toEqual({
      status: 'running',
      done: 2,
      total: 6,
    }));

  it('is finished when all runs are, also after a restart', () =>
    expect(readProgress(makeStudy(), undefined, all, specs).status).toBe('finished'));

  it('is stopped when runs are missing, as after one more seed', () => {
    const axes = { 'training.method': ['dni', 'none'], 'training.seed': [1, 2, 3, 4] };
    expect(readProgress(makeStudy({ axes }), { ...activity, isActive: false }, all, specs)).toEqual(
      {
        status: 'stopped',
        done: 6,
        total: 8,
      },
    );
  });

  it('counts a run that has diverged as done, and one that was stopped as not', () => {
    const [first, second, ...others] = all;
    if (!first || !second) throw new Error('two runs');
    const runs = [
      { ...first, status: 'failed' as const, failedStep: 20, step: 20 },
      { ...second, status: 'stopped' as const, step: 20 },
      ...others,
    ];
    expect(readProgress(makeStudy(), undefined, runs, specs)).toMatchObject({
      status: 'stopped',
      done: 5,
    });
  });

  it('is failed with a reason', () =>
    expect(
      readProgress(
        makeStudy(),
        { ...activity, isActive: false, status: 'failed', failure: 'The disk is full.' },
        [],
        specs,
      ).status,
    ).toBe('failed'));

  it('does not count runs of values that are no longer asked for', () =>
    expect(
      readProgress(
        makeStudy({ axes: { 'training.method': ['dni'], 'training.seed': [1] } }),
        undefined,
        all,
        specs,
      ),
    ).toEqual({ status: 'finished', done: 1, total: 1 }));
});

describe('estimateSecondsLeft', () => {
  it('is not known before a step is made', () =>
    expect(
      estimateSecondsLeft([makeRun({ step: 0, seconds: 0, status: 'running' })], {
        total: 2,
        steps: 8000,
      }),
    ).toBeNull());

  it('follows the mean pace, with as many at a time as train now', () => {
    // 10,000 steps in 50 s: 5 ms each. Left: 6000 + 8000 of the two that train and 8000 of the one to come.
    const runs = [
      makeRun({ seed: 1, status: 'finished', step: 8000, seconds: 40 }),
      makeRun({ seed: 2, status: 'running', step: 2000, seconds: 10 }),
      makeRun({ seed: 3, status: 'running', step: 0, seconds: 0 }),
    ];
    expect(estimateSecondsLeft(runs, { total: 4, steps: 8000 })).toBeCloseTo((22_000 * 0.005) / 2);
  });
});
