import { describe, expect, it } from 'vitest';
import type { TrainedRun } from '../../../src-main/spec/run';
import type { StudyActivity } from '../../../src-main/spec/study';
import { canGoOn, readProgress } from '../../../src-renderer/studies/study-progress';
import { makeRun, makeStudy, specs } from './make-study';

const activity: StudyActivity = {
  studyId: 'help',
  name: 'Does DNI help?',
  isActive: true,
  status: 'running',
  done: 2,
  total: 6,
  rung: null,
  secondsLeft: null,
  places: [],
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
      activity: null,
    }));

  it('is what the process says while that runs it', () =>
    expect(readProgress(makeStudy(), activity, all.slice(0, 2), specs)).toEqual({
      status: 'running',
      done: 2,
      total: 6,
      activity,
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
        activity: null,
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

  it('is finished after successive halving when the last rung is, and not before', () => {
    const halved = makeStudy({
      axes: { 'training.method': ['dni', 'none'], 'training.seed': [1] },
      halving: { rungs: [100, 8000] },
    });
    const best = makeRun({ method: 'dni' });
    const stopped = makeRun({
      method: 'none',
      step: 100,
      study: { id: 'help', values: {}, rung: 0, until: 100 },
    });
    expect(readProgress(halved, undefined, [best, stopped], specs)).toMatchObject({
      status: 'finished',
      done: 2,
    });
    const early = { ...best, step: 100, study: stopped.study };
    expect(readProgress(halved, undefined, [early, stopped], specs).status).toBe('stopped');
    // The only one that could reach it has diverged.
    const diverged = { ...best, status: 'failed' as const, failedStep: 90, step: 90 };
    const both = [
      diverged,
      { ...diverged, ...{ id: 'x', method: 'none' as const, spec: stopped.spec } },
    ];
    expect(readProgress(halved, undefined, both, specs).status).toBe('finished');
  });

  it('counts runs that have reached their rung as done, also those that were resumed by hand and stopped', () => {
    const halved = makeStudy({
      axes: { 'training.method': ['dni', 'none'], 'training.seed': [1, 2] },
      halving: { rungs: [100, 8000] },
    });
    const atRung = { id: 'help', values: {}, rung: 0, until: 100 };
    const resumed = { ...atRung, until: undefined };
    const best = [1, 2].map((seed) =>
      makeRun({ seed, study: { ...atRung, rung: 1, until: undefined } }),
    );
    const make = (seed: number, changes: Partial<TrainedRun>): TrainedRun =>
      makeRun({ method: 'none', seed, step: 100, study: atRung, ...changes });
    const read = (...others: TrainedRun[]) =>
      readProgress(halved, undefined, [...best, ...others], specs);
    const byHand = { step: 500, study: resumed } as const;
    const finished = { status: 'finished', done: 4 };
    expect(read(make(1, {}), make(2, { ...byHand, status: 'stopped' }))).toMatchObject(finished);
    expect(read(make(1, {}), make(2, { ...byHand, status: 'running' }))).toMatchObject(finished);
    const both = [1, 2].map((seed) => make(seed, { ...byHand, status: 'interrupted' }));
    expect(read(...both)).toMatchObject(finished);
    expect(read(make(1, {}), make(2, { step: 60, status: 'stopped' }))).toMatchObject({
      status: 'stopped',
      done: 3,
    });
  });

  it('does not count runs of values that are no longer asked for', () =>
    expect(
      readProgress(
        makeStudy({ axes: { 'training.method': ['dni'], 'training.seed': [1] } }),
        undefined,
        all,
        specs,
      ),
    ).toMatchObject({ status: 'finished', done: 1, total: 1 }));
});

describe('a study whose jobs go on while no program runs it', () => {
  const job = { id: 'j', place: 'Group cluster' };
  const there = makeRun({ status: 'running', step: 0, job });

  it('counts them, and not those that have ended', () => {
    const runs = [there, makeRun({ seed: 2, job })];
    const progress = readProgress(makeStudy(), undefined, runs, specs);
    expect(progress).toEqual({
      status: 'stopped',
      done: 1,
      total: 6,
      activity: null,
      elsewhere: 1,
    });
  });

  it('can go on, also where none has made a step', () => {
    expect(canGoOn([there])).toBe(true);
    expect(canGoOn([makeRun({ job })])).toBe(false);
  });
});
