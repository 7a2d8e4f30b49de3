/** How jobs at other places stand, in the sentences of the window and the command line. */
import { countNoun } from '#spec/count-noun';
import { formatSignificant } from '#spec/number-format';
import type { RunStatus } from '#spec/run';
import { formatDuration } from './format-value';
import { jobSeconds, type Job, type JobAttempt, type JobRequest } from '#spec/job';

/** How a job stands, in a sentence. `now`: milliseconds since the epoch. */
export function describeJobState(job: Job, now = Date.now()): string {
  const { id, place, runIds, attempts } = job;
  const { waited, ran } = jobSeconds(job, now);
  const what = `Job ${id} (${countNoun(runIds.length, 'run')} at '${place.name}')`;
  const node = attempts.at(-1)?.node;
  const tries = attempts.length > 1 ? `, sent ${attempts.length} times` : '';
  const costs = `${formatMachineTime(place.cores * ran, 'core')}${
    place.gpus > 0 ? `, ${formatMachineTime(place.gpus * ran, 'GPU')}` : ''
  }`;
  switch (job.status) {
    case 'sending':
      return `${what} is being sent${tries}.`;
    case 'waiting':
      return `${what} waits in the queue there, for ${formatDuration(waited)} now${tries}.`;
    case 'running':
      return `${what} runs${node ? ` on ${node}` : ''}, for ${formatDuration(ran)} now${tries}.`;
    case 'ended':
      return `${what} has ended: ${formatDuration(waited)} in the queue, ${formatDuration(ran)} of work, ${costs}${tries}.`;
    case 'failed':
      return `${what} has failed${tries}. ${job.failure ?? ''}`;
  }
}

/** What one or several jobs have cost. */
export interface JobCosts {
  /** Seconds in queues. */
  waited: number;
  /** Of jobs with a GPU, and of the cores of the others. */
  gpuSeconds: number;
  coreSeconds: number;
  /** How often one was sent again because its node was lost. */
  sentAgain: number;
}

export function sumJobCosts(jobs: readonly Job[], now: number): JobCosts {
  const costs: JobCosts = { waited: 0, gpuSeconds: 0, coreSeconds: 0, sentAgain: 0 };
  for (const job of jobs) {
    const { waited, ran } = jobSeconds(job, now);
    costs.waited += waited;
    costs.gpuSeconds += job.place.gpus * ran;
    if (job.place.gpus === 0) costs.coreSeconds += job.place.cores * ran;
    costs.sentAgain += Math.max(0, job.attempts.length - 1);
  }
  return costs;
}

/** The names of the places of jobs: `Group cluster and Lab`. */
export const listPlaceNames = (jobs: readonly Job[]): string =>
  [...new Set(jobs.map(({ place }) => place.name))].join(' and ');

/** `90 core-seconds`, `40 GPU-minutes`, `3.5 GPU-hours`. */
export function formatMachineTime(seconds: number, machine: 'core' | 'GPU'): string {
  const whole = Math.round(seconds);
  if (whole < 120) return countNoun(whole, `${machine}-second`);
  const minutes = Math.round(seconds / 60);
  if (minutes < 120) return countNoun(minutes, `${machine}-minute`);
  const hours = seconds / 3600;
  return hours < 100
    ? `${formatSignificant(hours, 3)} ${machine}-hours`
    : countNoun(Math.round(hours), `${machine}-hour`);
}

/** `40 GPU-minutes`, of jobs without a GPU `80 core-minutes`, of both `40 GPU-minutes and 80 core-minutes`. */
export function describeUse({ coreSeconds, gpuSeconds }: JobCosts): string {
  const gpus = gpuSeconds > 0 ? [formatMachineTime(gpuSeconds, 'GPU')] : [];
  const cores =
    coreSeconds > 0 || gpus.length === 0 ? [formatMachineTime(coreSeconds, 'core')] : [];
  return [...gpus, ...cores].join(' and ');
}

/**
 * What a run does at its place: `Waiting at Group cluster for 3 min`, `Running on node-2 at Group cluster`. `run`: its status,
 * which changes a moment after that of its job.
 */
export function describeAtPlace(run: RunStatus, job: Job, now: number): string {
  const { name } = job.place;
  const attempt = job.attempts.at(-1);
  const where = attempt?.node ? `on ${attempt.node} at ${name}` : `at ${name}`;
  if (run === 'running') return `Running ${where}`;
  if (run === 'paused') return `Paused ${where}`;
  if (run !== 'queued') return `Trained ${where}`;
  const again = job.attempts.length > 1;
  switch (job.status) {
    case 'sending':
      return `Being sent to ${name}${again ? ' again' : ''}`;
    case 'waiting':
      return `Waiting at ${name}${describeWait(attempt, now)}${again ? ', sent again' : ''}`;
    case 'running':
      return job.runIds.length > 1 ? `Waiting for its turn ${where}` : `Starting ${where}`;
    default:
      return `Waiting at ${name}`;
  }
}

function describeWait(attempt: JobAttempt | undefined, now: number): string {
  if (!attempt?.submitted) return '';
  return ` for ${formatDuration(jobSeconds({ attempts: [attempt] }, now).waited)}`;
}

/** How often a job was sent, and why again: `Sent 2 times. Lost on node-1: the node went down.`; null where once. */
export function describeSendings({ attempts }: Pick<Job, 'attempts'>): string | null {
  if (attempts.length < 2) return null;
  const losses = attempts.flatMap(({ node, reason }) =>
    reason === null ? [] : [`Lost${node ? ` on ${node}` : ''}: ${reason.replace(/\.$/, '')}.`],
  );
  return [`Sent ${attempts.length} times.`, ...losses].join(' ');
}

/**
 * `No news from Group cluster since 14:02; it is asked again.` What stands in the way, the place or the connection to it says.
 * `since`: as a clock shows it; null where nobody knows.
 */
export function describeSilence(name: string, since: string | null): string {
  return `No news from ${name} ${since === null ? 'at the moment' : `since ${since}`}; it is asked again.`;
}

/** What was asked of a job and is not done yet: `Stopping, once Group cluster knows`. */
export function describeRequest(request: JobRequest, name: string): string {
  const verbs: Record<JobRequest, string> = {
    checkpoint: 'Fetching a checkpoint',
    stop: 'Stopping',
    pause: 'Pausing',
    resume: 'Resuming',
    cancel: 'Cancelling',
  };
  return `${verbs[request]}, once ${name} knows`;
}

/** Whether a run has not failed itself: its job was lost, or its place has refused it. */
export function isFaultOfJob(run: { failure: string | null }, job: Job | null): boolean {
  return run.failure !== null && job !== null && job.failure === run.failure;
}
