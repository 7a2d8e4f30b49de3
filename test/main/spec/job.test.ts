import { describe, expect, it } from 'vitest';
import { isJobOver, jobSeconds, type JobAttempt } from '#spec/job';

const at = (seconds: number) => new Date(seconds * 1000).toISOString();
const attempt = (times: Partial<JobAttempt>): JobAttempt => ({
  ...{ id: 'j-1', remoteId: '1', parts: 0, node: null, reason: null },
  ...{ submitted: null, started: null, ended: null },
  ...times,
});

describe('jobSeconds', () => {
  it('adds what all attempts have waited and run', () => {
    const attempts = [
      attempt({ submitted: at(0), started: at(10), ended: at(40) }),
      // Lost in the queue.
      attempt({ submitted: at(50), ended: at(55) }),
      attempt({ submitted: at(60), started: at(63) }),
    ];
    expect(jobSeconds({ attempts }, 100_000)).toEqual({ waited: 10 + 5 + 3, ran: 30 + 37 });
  });

  it('is never below 0, whatever the clocks of places say', () => {
    const attempts = [attempt({ submitted: at(100), started: at(90), ended: at(80) })];
    expect(jobSeconds({ attempts }, 0)).toEqual({ waited: 0, ran: 0 });
    expect(jobSeconds({ attempts: [attempt({})] }, 1000)).toEqual({ waited: 0, ran: 0 });
  });
});

describe('isJobOver', () => {
  it('is where nothing more comes', () => {
    const statuses = ['sending', 'waiting', 'running', 'ended', 'failed'] as const;
    expect(statuses.filter((status) => isJobOver({ status }))).toEqual(['ended', 'failed']);
  });
});
