/** What Ray says of a job, in the words of `JobState`. */
import { printable } from '#spec/quote';
import type { JobState } from '../place-client';
import type { RayJob } from './answers';
import { lastLine } from './faults';

/** As far as it is known without asking the node: `started` and the node's name are added by the caller. */
export function jobState(job: RayJob): JobState {
  const { phase, exitCode, reason } = outcomeOf(job);
  return {
    phase,
    exitCode,
    reason,
    node: null,
    submitted: timeOf(job.start_time),
    started: null,
    ended: hasEnded(job) ? timeOf(job.end_time) : null,
  };
}

export const missingJob: JobState = {
  phase: 'missing',
  exitCode: null,
  reason: null,
  node: null,
  submitted: null,
  started: null,
  ended: null,
};

type Outcome = Pick<JobState, 'phase' | 'exitCode' | 'reason'>;

function outcomeOf(job: RayJob): Outcome {
  const reason = job.message ? printable(job.message.trim(), 300) : null;
  switch (job.status) {
    case 'PENDING':
      return { phase: 'waiting', exitCode: null, reason };
    case 'RUNNING':
      return { phase: 'running', exitCode: null, reason: null };
    case 'SUCCEEDED':
      return { phase: 'ended', exitCode: 0, reason: null };
    case 'STOPPED':
      return { phase: 'ended', exitCode: null, reason };
    case 'FAILED':
      return failure(job);
    // A state of a later version of Ray.
    default:
      return { phase: 'running', exitCode: null, reason: printable(job.status, 60) };
  }
}

/** Reasons of Ray for which its command did not end by itself, in words. */
const lostReasons: Record<string, string> = {
  JOB_SUPERVISOR_ACTOR_START_TIMEOUT:
    'No node had room for it within the time that Ray lets a job wait (RAY_JOB_START_TIMEOUT_SECONDS, usually 15 minutes).',
  JOB_SUPERVISOR_ACTOR_UNSCHEDULABLE: 'No node can ever have room for it.',
};

function failure(job: RayJob): Outcome {
  const message = job.message ?? '';
  const exitCode = job.driver_exit_code ?? exitCodeIn(message);
  if (exitCode !== null)
    return {
      phase: 'ended',
      // A command that a signal has ended, as a shell gives it.
      exitCode: exitCode < 0 ? 128 - exitCode : exitCode,
      reason:
        exitCode < 0
          ? `Its command was ended by signal ${-exitCode}.`
          : `Its command ended with exit code ${exitCode}.`,
    };
  const known = lostReasons[job.error_type ?? ''];
  return {
    phase: 'lost',
    exitCode: null,
    reason: known ?? (printable(causeIn(message), 400) || null),
  };
}

/** Before 2.40 or so, Ray has the exit code in its message alone. */
function exitCodeIn(message: string): number | null {
  const match = /^Job entrypoint command failed with exit code (-?\d{1,6})\b/.exec(message);
  return match ? Number(match[1]) : null;
}

/** Ray wraps the cause into tracebacks and lists of fields. */
function causeIn(message: string): string {
  const died = /The actor died because .*/.exec(message)?.[0];
  return died ?? lastLine(message);
}

/** From here on years have five digits, which files with times do not take. */
const endOfTimes = Date.UTC(10_000, 0);

function timeOf(value: number | null | undefined): number | null {
  return typeof value === 'number' && value > 0 && value < endOfTimes ? Math.floor(value) : null;
}

export function hasEnded({ status }: Pick<RayJob, 'status'>): boolean {
  return ['SUCCEEDED', 'FAILED', 'STOPPED'].includes(status);
}
