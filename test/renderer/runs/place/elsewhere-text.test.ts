import { describe, expect, it } from 'vitest';
import type { Job } from '#spec/job';
import {
  describeQueueing,
  describeRunThere,
  describeTrouble,
  listPlaceFacts,
} from '../../../../src-renderer/runs/place/elsewhere-text';
import { atMinute, makeAttempt, makeJob } from './make-job';

const minute = 60_000;
const waiting = makeJob({
  status: 'waiting',
  attempts: [makeAttempt({ submitted: atMinute(0) })],
});

describe('a run at a place', () => {
  it('shows what was asked before what it does', () => {
    const run = { status: 'queued' } as const;
    expect(describeRunThere(run, waiting, { asked: null, now: 3 * minute })).toBe(
      'Waiting at Group cluster for 3 min',
    );
    expect(describeRunThere(run, waiting, { asked: 'cancel', now: 3 * minute })).toBe(
      'Cancelling, once Group cluster knows',
    );
  });

  it('says in a table how long it has been in the queue', () => {
    expect(describeQueueing(waiting, 3 * minute)).toBe('queued 3 min');
    expect(describeQueueing(makeJob({ status: 'sending', attempts: [] }), 0)).toBe('being sent');
    const again = [makeAttempt({ reason: 'lost' }), makeAttempt()];
    expect(describeQueueing(makeJob({ status: 'sending', attempts: again }), 0)).toBe('sent again');
    expect(describeQueueing(makeJob(), 0)).toBe('starting');
  });

  it('has its place, its costs and how often it was sent among its facts', () => {
    const job = makeJob({
      runIds: ['a', 'b'],
      attempts: [
        makeAttempt({
          ...{ submitted: atMinute(0), started: atMinute(2), ended: atMinute(12) },
          ...{ node: 'node-1', reason: 'Its node went down.' },
        }),
        makeAttempt({ submitted: atMinute(12), started: atMinute(13), node: 'node-2' }),
      ],
    });
    expect(listPlaceFacts(job, [job], 43 * minute)).toEqual([
      { name: 'Place', value: 'Group cluster, node-2', title: 'Slurm at login. Job j' },
      { name: 'Queued', value: '3 min', title: 'Time in the queue at Group cluster' },
      {
        name: 'Used',
        value: '40 GPU-minutes',
        title: 'At Group cluster, where it asks for 4 cores and 1 GPU, for all 2 runs of its job.',
      },
      {
        name: 'Sent',
        value: '2 times',
        title: 'Sent 2 times. Lost on node-1: Its node went down.',
      },
    ]);
    expect(listPlaceFacts(waiting, [waiting], 0).map(({ name }) => name)).toEqual([
      'Place',
      'Queued',
    ]);
  });

  it('keeps what its earlier jobs have cost, also once this computer trains it', () => {
    const makeEnded = (id: string, from: number): Job =>
      makeJob({
        ...{ id, status: 'ended' },
        attempts: [
          makeAttempt({
            ...{ submitted: atMinute(from), started: atMinute(from + 1) },
            ...{ ended: atMinute(from + 5), node: 'node-1' },
          }),
        ],
      });
    const all = [makeEnded('first', 0), makeEnded('second', 10)];
    const costs = [
      {
        name: 'Queued',
        value: '2 min',
        title: 'Time in the queue at Group cluster, of its 2 jobs',
      },
      { name: 'Used', value: '8 GPU-minutes', title: 'By its 2 jobs at Group cluster.' },
    ];
    expect(listPlaceFacts(null, all, 0)).toEqual(costs);
    expect(listPlaceFacts(makeEnded('second', 10), all, 0).slice(1)).toEqual(costs);
    expect(listPlaceFacts(null, [], 0)).toEqual([]);
  });
});

describe('describeTrouble', () => {
  const state = { job: waiting, trouble: 'It refuses connections.', troubleSince: null };

  it('says that a place tells nothing, by the name that the user has given it', () => {
    const own = { ...waiting.place, id: 'ours', name: 'Our cluster' };
    expect(describeTrouble(state, own)).toEqual({
      sentence: 'No news from Our cluster at the moment; it is asked again.',
      detail: 'It refuses connections.',
      placeId: 'ours',
    });
    const noon = new Date(2026, 10, 30, 14, 2).getTime();
    expect(describeTrouble({ ...state, troubleSince: noon }, own)?.sentence).toMatch(
      /since (14:02|2:02 PM); it is asked again\.$/,
    );
    expect(describeTrouble({ ...state, trouble: null }, own)).toBeNull();
  });

  it('says that a place is not set up, whether or not there was trouble', () => {
    expect(describeTrouble({ ...state, trouble: null }, null)).toEqual({
      sentence:
        'Group cluster is none of your places. Add it in Settings, and what is trained there comes back.',
      detail: 'Slurm at login',
      placeId: null,
    });
  });

  it('has nothing to say of a job that is over', () => {
    expect(describeTrouble({ ...state, job: makeJob({ status: 'ended' }) }, null)).toBeNull();
  });
});
