/** How the attempts of a job change. */
import type { Job, JobAttempt } from '#spec/job';
import type { JobState } from './place-client';

/** The job with one more attempt, which is not submitted yet. */
export function withNewAttempt(job: Job): Job {
  const attempt: JobAttempt = {
    id: `${job.id}-${job.attempts.length + 1}`,
    ...{ remoteId: null, parts: 0, submitted: null, started: null, ended: null },
    ...{ node: null, reason: null },
  };
  return { ...job, attempts: [...job.attempts, attempt] };
}

/** Changes the last attempt. */
export function withAttempt(job: Job, changes: Partial<JobAttempt>): Job {
  const last = job.attempts.at(-1) as JobAttempt;
  return { ...job, attempts: [...job.attempts.slice(0, -1), { ...last, ...changes }] };
}

/** Ends the last attempt where it has no end: what it costs from now on nobody knows. */
export function withOpenAttemptEnded(job: Job): Job {
  const isOpen = job.attempts.at(-1)?.ended === null;
  return isOpen ? withAttempt(job, { ended: new Date().toISOString() }) : job;
}

/** The job as its place says that it is. */
export function withState(job: Job, { phase, node, ...times }: JobState): Job {
  const time = (ms: number | null): string | null =>
    ms === null ? null : new Date(ms).toISOString();
  const attempt = job.attempts.at(-1) as JobAttempt;
  return withAttempt(
    { ...job, status: phase === 'waiting' ? 'waiting' : 'running' },
    {
      node: node ?? attempt.node,
      submitted: time(times.submitted) ?? attempt.submitted,
      started: time(times.started) ?? attempt.started,
    },
  );
}
