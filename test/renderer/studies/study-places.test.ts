import { describe, expect, it } from 'vitest';
import {
  describeLeftStudy,
  describeStudyCosts,
  listPlaceLines,
  listStudyJobs,
} from '../../../src-renderer/studies/study-places';
import { atMinute, makeAttempt, makeJob } from '../runs/place/make-job';
import { makeRun } from './make-study';

const minute = 60_000;
const ran = (from: number, to: number | null) =>
  makeAttempt({
    submitted: atMinute(from - 1),
    started: atMinute(from),
    ended: to === null ? null : atMinute(to),
  });
const jobs = [
  makeJob({ id: 'ended', runIds: ['a'], status: 'ended', attempts: [ran(1, 11)] }),
  makeJob({ id: 'lost', runIds: ['b'], attempts: [ran(1, 6), ran(8, null)] }),
  makeJob({ id: 'ray', runIds: ['c'], status: 'waiting' }, { id: 'ray', name: 'Ray', gpus: 0 }),
];
const at = (id: string) => ({ job: { id, place: '' } });
const runs = [
  makeRun({ id: 'a', ...at('ended') }),
  makeRun({ id: 'b', status: 'running', ...at('lost') }),
  makeRun({ id: 'c', status: 'queued', ...at('ray') }),
  makeRun({ id: 'd' }),
];

describe('where the runs of a study train', () => {
  it('counts runs by place, with what its jobs have waited and cost', () => {
    const lines = listPlaceLines(runs, jobs, 28 * minute);
    expect(lines.map(({ costs, ...line }) => ({ ...line, waited: costs?.waited }))).toEqual([
      {
        ...{ placeId: 'group', name: 'Group cluster', waiting: 0, running: 1, ended: 1 },
        waited: 180,
      },
      { placeId: 'ray', name: 'Ray', waiting: 1, running: 0, ended: 0, waited: 0 },
      {
        ...{ placeId: null, name: 'This computer', waiting: 0, running: 0, ended: 1 },
        waited: undefined,
      },
    ]);
    // 10 + 5 + 20 minutes of one GPU each.
    expect(lines[0]?.costs).toMatchObject({ gpuSeconds: 35 * 60, coreSeconds: 0, sentAgain: 1 });
  });

  it('has no lines where no run was sent anywhere', () => {
    expect(listPlaceLines([makeRun()], [], 0)).toEqual([]);
  });

  it('counts the jobs that a run had before its last one', () => {
    const earlier = makeJob({ id: 'earlier', runIds: ['a'] });
    const other = makeJob({ id: 'other', runIds: ['z'] });
    expect(listStudyJobs(runs, [earlier, ...jobs, other]).map(({ id }) => id)).toEqual([
      'earlier',
      'ended',
      'lost',
      'ray',
    ]);
  });

  it('says what they have cost together', () => {
    expect(describeStudyCosts(jobs, 28 * minute)).toBe(
      'Queued 3 min, 35 GPU-minutes used at Group cluster and Ray, 1 job sent again because its node was lost',
    );
  });
});

describe('a study that no program runs any more', () => {
  it('names the places where it goes on', () => {
    expect(describeLeftStudy(runs, jobs)).toBe(
      'This study was at work at Group cluster and Ray when the program was closed. 2 runs go on there and come back here; others are sent once the study goes on.',
    );
  });

  it('says nothing once its jobs are over', () => {
    expect(describeLeftStudy(runs.slice(0, 1), jobs.slice(0, 1))).toBeNull();
  });
});
