import { describe, expect, it } from 'vitest';
import {
  describeAtPlace,
  describeJobState,
  describeRequest,
  describeSendings,
  describeSilence,
  describeUse,
  formatMachineTime,
  isFaultOfJob,
  sumJobCosts,
} from '#analysis/describe-job';
import { jobSchema, type Job, type JobAttempt } from '#spec/job';
import { placeSchema } from '#spec/place';

const place = placeSchema.parse({ kind: 'slurm', id: 'hpc', name: 'HPC', cores: 4, gpus: 1 });
const at = (seconds: number) => new Date(seconds * 1000).toISOString();
const attempt: JobAttempt = {
  ...{ id: 'j-1', remoteId: '1', parts: 0, node: 'n1', reason: null },
  ...{ submitted: at(0), started: at(120), ended: at(180) },
};
const job = jobSchema.parse({
  ...{ version: 1, id: 'j', place, runIds: ['a', 'b'], created: at(0), attempts: [attempt] },
  ...{ status: 'ended', failure: null, isToEnd: false },
});
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
      "Job j (2 runs at 'HPC') has ended: 2 min in the queue, 1 min of work, 4 core-minutes, 60 GPU-seconds.",
    );
    const failure = 'No node was found.';
    expect(describeIt({ status: 'failed', failure, attempts: [attempt, attempt] })).toBe(
      "Job j (2 runs at 'HPC') has failed, sent 2 times. No node was found.",
    );
  });
});

it.each([
  [1, '1 core-second'],
  [119, '119 core-seconds'],
  [120, '2 core-minutes'],
  [40 * 60, '40 core-minutes'],
  [2 * 3600, '2 core-hours'],
  [3.5 * 3600, '3.5 core-hours'],
  [1000 * 3600, '1,000 core-hours'],
])('%d seconds of a core are %s', (seconds, text) => {
  expect(formatMachineTime(seconds, 'core')).toBe(text);
});

describe('costs', () => {
  const small = { ...job, place: { ...place, gpus: 0 } };

  it('counts GPUs where there are some, else cores, and what was sent again', () => {
    expect(sumJobCosts([job, { ...small, attempts: [attempt, attempt] }], 0)).toEqual({
      ...{ waited: 360, gpuSeconds: 60, coreSeconds: 480, sentAgain: 1 },
    });
    expect(describeUse(sumJobCosts([job], 0))).toBe('60 GPU-seconds');
    expect(describeUse(sumJobCosts([small], 0))).toBe('4 core-minutes');
    expect(describeUse(sumJobCosts([job, small], 0))).toBe('60 GPU-seconds and 4 core-minutes');
    expect(describeUse(sumJobCosts([], 0))).toBe('0 core-seconds');
  });
});

describe('describeAtPlace', () => {
  const waiting = { ...attempt, node: null, started: null, ended: null };
  const tell = (run: Parameters<typeof describeAtPlace>[0], fields: Partial<Job>): string =>
    describeAtPlace(run, { ...job, ...fields }, 180_000);

  it('says what a run does there', () => {
    expect(tell('queued', { status: 'sending', attempts: [] })).toBe('Being sent to HPC');
    expect(tell('queued', { status: 'sending', attempts: [attempt, waiting] })).toBe(
      'Being sent to HPC again',
    );
    expect(tell('queued', { status: 'waiting', attempts: [waiting] })).toBe(
      'Waiting at HPC for 3 min',
    );
    // The wait of the attempt that was lost is over.
    const again = { ...waiting, submitted: at(170) };
    expect(tell('queued', { status: 'waiting', attempts: [attempt, again] })).toBe(
      'Waiting at HPC for 10 s, sent again',
    );
    expect(tell('queued', { status: 'running', runIds: ['a'] })).toBe('Starting on n1 at HPC');
    expect(tell('queued', { status: 'running' })).toBe('Waiting for its turn on n1 at HPC');
    expect(tell('running', { status: 'running' })).toBe('Running on n1 at HPC');
    expect(tell('running', { status: 'running', attempts: [waiting] })).toBe('Running at HPC');
    expect(tell('paused', { status: 'running' })).toBe('Paused on n1 at HPC');
    expect(tell('finished', {})).toBe('Trained on n1 at HPC');
  });
});

it('says why a job was sent again', () => {
  expect(describeSendings(job)).toBeNull();
  const lost = { ...attempt, reason: 'Its node went down.' };
  expect(describeSendings({ attempts: [lost, { ...lost, node: null }, attempt] })).toBe(
    'Sent 3 times. Lost on n1: Its node went down. Lost: Its node went down.',
  );
});

it('says that a place tells nothing, and what was asked of it', () => {
  expect(describeSilence('HPC', '14:02')).toBe('No news from HPC since 14:02; it is asked again.');
  expect(describeSilence('HPC', null)).toBe('No news from HPC at the moment; it is asked again.');
  expect(describeRequest('pause', 'HPC')).toBe('Pausing, once HPC knows');
});

it('tells the failure of a job from that of its run', () => {
  const failure = "The job was lost 3 times at 'HPC'.";
  const failed: Job = { ...job, status: 'failed', failure };
  expect(isFaultOfJob({ failure }, failed)).toBe(true);
  expect(isFaultOfJob({ failure: 'The loss was not finite.' }, failed)).toBe(false);
  expect(isFaultOfJob({ failure: null }, job)).toBe(false);
  expect(isFaultOfJob({ failure }, null)).toBe(false);
});
