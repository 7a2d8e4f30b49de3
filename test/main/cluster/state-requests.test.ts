import { describe, expect, it } from 'vitest';
import type { JobHandle, JobState } from '#cluster/place-client';
import { StateRequests } from '#cluster/state-requests';
import { WorkbenchError } from '#spec/errors';

const jobs = ['a', 'b', 'c'].map((id) => ({ id, remoteId: id }));

/** A place that says of each job which it is. */
function ask(fail: (ids: string) => Error | null = () => null) {
  const asked: string[] = [];
  const states = (handles: readonly JobHandle[]): Promise<JobState[]> => {
    const ids = handles.map(({ id }) => id).join('');
    asked.push(ids);
    const error = fail(ids);
    if (error) return Promise.reject(error);
    return Promise.resolve(handles.map(({ id }) => ({ reason: id }) as JobState));
  };
  const requests = new StateRequests({ states }, 10);
  return { asked, requests, all: () => jobs.map((job) => requests.stateOf(job)) };
}

describe('StateRequests', () => {
  it('asks once for all jobs that are looked at together, and again for those that come later', async () => {
    const { asked, all } = ask();
    const states = await Promise.all(all());
    expect(states.map((state) => state?.reason)).toEqual(['a', 'b', 'c']);
    await Promise.all(all());
    expect(asked).toEqual(['abc', 'abc']);
  });

  it('tells all why a place does not answer', async () => {
    const down = new WorkbenchError('unavailable', 'It is down.');
    const { asked, all } = ask(() => down);
    const results = await Promise.allSettled(all());
    expect(results).toEqual(jobs.map(() => ({ status: 'rejected', reason: down })));
    expect(asked).toEqual(['abc']);
  });

  it('lets one job whose handle is spoilt not hinder the others', async () => {
    const spoilt = new WorkbenchError('validation', 'This is no number of a job.');
    const { all } = ask((ids) => (ids.includes('b') ? spoilt : null));
    const results = await Promise.allSettled(all());
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });
});
