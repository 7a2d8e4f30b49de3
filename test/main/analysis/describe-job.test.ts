import { describe, expect, it } from 'vitest';
import { describeJobState } from '#analysis/describe-job';
import type { Job, JobAttempt } from '#spec/job';
import { placeSchema } from '#spec/place';

const place = placeSchema.parse({ kind: 'slurm', id: 'hpc', name: 'HPC', cores: 4, gpus: 1 });
const at = (seconds: number) => new Date(seconds * 1000).toISOString();
const attempt: JobAttempt = {
  ...{ id: 'j-1', remoteId: '1', parts: 0, node: 'n1', reason: null },
  ...{ submitted: at(0), started: at(120), ended: at(180) },
};
const job: Job = {
  ...{ version: 1, id: 'j', place, runIds: ['a', 'b'], created: at(0), attempts: [attempt] },
  ...{ status: 'ended', failure: null, isToEnd: false },
};
const describeIt = (fields: Partial<Job>, now = 0) => describeJobState({ ...job, ...fields }, now);

describe('describeJobState', () => {
  it('says how a job stands, and what it has cost', () => {
    expect(describeIt({ status: 'sending', attempts: [] })).toBe(
      "Job j (2 runs at 'HPC') is being sent.",
    );
    const waiting = [{ ...attempt, started: null, ended: null }];
    expect(describeIt({ status: 'waiting', attempts: waiting }, 180_000)).toBe(
      "Job j (2 runs at 'HPC') waits in the queue there, for 3 min now.",
    );
    const running = [{ ...attempt, ended: null }];
    expect(describeIt({ status: 'running', attempts: running }, 165_000)).toBe(
      "Job j (2 runs at 'HPC') runs on n1, for 45 s now.",
    );
    expect(describeIt({})).toBe(
      "Job j (2 runs at 'HPC') has ended: 2 min in the queue, 1 min of work, 240 core-seconds, 60 GPU-seconds.",
    );
    const failure = 'No node was found.';
    expect(describeIt({ status: 'failed', failure, attempts: [attempt, attempt] })).toBe(
      "Job j (2 runs at 'HPC') has failed, sent 2 times. No node was found.",
    );
  });
});
