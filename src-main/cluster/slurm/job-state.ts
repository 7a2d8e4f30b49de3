/** What Slurm and a job itself say about it, in the words of `JobState`. */
import { printable } from '#spec/quote';
import type { JobHandle, JobState } from '../place-client';

/** What is known of a job: of Slurm, by its number, and from the files in its folder. */
interface Known {
  state: string | null;
  node: string | null;
  submitted: number | null;
  started: number | null;
  ended: number | null;
  reason: string | null;
  /** `3:0`: exit status and signal. */
  slurmCode: number | null;
  file: { started: number; node: string } | null;
  exit: { code: number; at: number; asked: boolean } | null;
  isRequeued: boolean;
  isCancelled: boolean;
  newestPart: number | null;
  isDiskFull: boolean;
}

/**
 * States of jobs from the answer of `statesScript`. Null where Slurm has not said anything that could be understood: that
 * is not the same as a job that it does not know.
 */
export function parseStates(
  answer: string,
  errors: string,
  jobs: readonly JobHandle[],
): JobState[] | null {
  const known = new Map<string, Known>();
  const at = (key: string): Known => {
    const found = known.get(key) ?? { ...nothing };
    known.set(key, found);
    return found;
  };
  for (const line of answer.split('\n')) {
    if (line === '') continue;
    if (line === 'squeue failed') {
      // With one number of a job that is forgotten, it fails.
      if (!/Invalid job id/.test(errors)) return null;
      continue;
    }
    if (!readLine(line, at) && line.startsWith('queue ')) return null;
  }
  return jobs.map(({ id, remoteId }) =>
    decide({
      ...(known.get(remoteId) ?? nothing),
      ...pickFiles(known.get(`job ${id}`) ?? nothing),
    }),
  );
}

const nothing: Known = {
  state: null,
  node: null,
  submitted: null,
  started: null,
  ended: null,
  reason: null,
  slurmCode: null,
  file: null,
  exit: null,
  isRequeued: false,
  isCancelled: false,
  newestPart: null,
  isDiskFull: false,
};

/** What is known from the folder of the job. */
function pickFiles(known: Known): Partial<Known> {
  const { file, exit, isRequeued, isCancelled, newestPart, isDiskFull } = known;
  return { file, exit, isRequeued, isCancelled, newestPart, isDiskFull };
}

/** False where the line is none that the script prints. */
function readLine(line: string, at: (key: string) => Known): boolean {
  const [, kind = '', key = '', rest = ''] = /^([a-z-]+) ([\w-]+)(?:[ |](.*))?$/.exec(line) ?? [];
  switch (kind) {
    case 'queue': {
      const [state = '', node, submitted, started, ended, ...reason] = rest.split('|');
      if (!/^\d+$/.test(key) || !/^[A-Z_]+$/.test(state) || reason.length === 0) return false;
      const times = {
        submitted: timeOf(submitted),
        started: timeOf(started),
        ended: timeOf(ended),
      };
      Object.assign(at(key), { state, node: nameOf(node), ...times, reason: reason.join('|') });
      return true;
    }
    case 'account': {
      const [said = '', node, submitted, started, ended, code] = rest.split('|');
      // `CANCELLED by 1000`
      const [state = ''] = said.split(' ');
      if (!/^\d+$/.test(key) || !/^[A-Z_]+$/.test(state)) return false;
      const times = {
        submitted: timeOf(submitted),
        started: timeOf(started),
        ended: timeOf(ended),
      };
      Object.assign(at(key), { state, node: nameOf(node), ...times, slurmCode: codeOf(code) });
      return true;
    }
    case 'code':
      at(key).slurmCode = codeOf(rest);
      return true;
    case 'started': {
      const [seconds, node = ''] = rest.split(' ');
      const started = timeOf(seconds);
      if (started !== null) at(`job ${key}`).file = { started, node: printable(node, 100) };
      return true;
    }
    case 'exit-code': {
      const match = /^(\d{1,3}) (\d+) ([01])$/.exec(rest);
      const ended = timeOf(match?.[2]);
      if (match && ended !== null)
        at(`job ${key}`).exit = { code: Number(match[1]), at: ended, asked: match[3] === '1' };
      return true;
    }
    case 'parts':
      at(`job ${key}`).newestPart = Number(/^(\d{6})\.part$/.exec(rest)?.[1] ?? 0);
      return true;
    case 'disk-full':
      at(`job ${key}`).isDiskFull = true;
      return true;
    case 'requeued':
      at(`job ${key}`).isRequeued = true;
      return true;
    case 'cancelled':
      at(`job ${key}`).isCancelled = true;
      return true;
    default:
      return false;
  }
}

/** States in which Slurm has not let a job go on. */
const lostStates = new Set([
  ...['NODE_FAIL', 'PREEMPTED', 'BOOT_FAIL', 'TIMEOUT', 'DEADLINE', 'REVOKED', 'LAUNCH_FAILED'],
  ...['REQUEUED', 'REQUEUE_HOLD', 'REQUEUE_FED', 'SPECIAL_EXIT', 'RECONFIG_FAIL'],
]);
const waitingStates = new Set(['PENDING', 'CONFIGURING']);
const endedStates = new Set(['COMPLETED', 'FAILED', 'CANCELLED', 'OUT_OF_MEMORY']);

const lostReasons: Record<string, string> = {
  NODE_FAIL: 'Its node is down.',
  BOOT_FAIL: 'Its node did not start.',
  PREEMPTED: 'Slurm has given its place to another job.',
  TIMEOUT: 'Its time limit was reached.',
  DEADLINE: 'Its deadline has passed.',
};

function decide(known: Known): JobState {
  const { state, file, exit } = known;
  const { phase, reason } = outcomeOf(known);
  const isOver = phase === 'ended' || phase === 'lost';
  return {
    phase,
    exitCode: phase === 'ended' ? (exit?.code ?? known.slurmCode) : null,
    reason,
    node: file?.node || known.node,
    submitted: known.submitted,
    // Slurm also prints when it expects a job to start and to end.
    started: file?.started ?? (phase === 'waiting' || state === 'PENDING' ? null : known.started),
    ended: isOver ? (exit?.at ?? known.ended) : null,
    ...(known.newestPart !== null && { newestPart: known.newestPart }),
    ...(known.isDiskFull && { isDiskFull: true }),
  };
}

function outcomeOf(known: Known): Pick<JobState, 'phase' | 'reason'> {
  const { state, file, exit } = known;
  const inWords = known.reason && known.reason !== 'None' ? printable(known.reason, 200) : null;
  if (state !== null && lostStates.has(state) && (!exit || exit.asked))
    return { phase: 'lost', reason: lostReasons[state] ?? describe(state, inWords) };
  if (exit) {
    if (known.isCancelled && exit.asked) return { phase: 'ended', reason: 'It was cancelled.' };
    if (state === 'CANCELLED' || state === 'OUT_OF_MEMORY')
      return { phase: 'ended', reason: endReason(state, inWords) };
    // Slurm has ended it, and forgotten why or not said it yet.
    if (exit.asked && state === null)
      return { phase: 'lost', reason: 'Slurm has ended it before its time.' };
    if (exit.asked && state !== null && !endedStates.has(state))
      return { phase: 'running', reason: describe(state, inWords) };
    return { phase: 'ended', reason: null };
  }
  if (known.isRequeued || (state === 'PENDING' && file))
    return { phase: 'lost', reason: 'Slurm has put it back into its queue.' };
  if (state === null)
    return known.isCancelled
      ? { phase: 'ended', reason: 'It was cancelled.' }
      : { phase: 'missing', reason: null };
  if (waitingStates.has(state)) return { phase: 'waiting', reason: inWords };
  if (state === 'FAILED' && !file && known.reason === 'JobLaunchFailure')
    return { phase: 'lost', reason: 'Its node could not start it (JobLaunchFailure).' };
  if (endedStates.has(state)) return { phase: 'ended', reason: endReason(state, inWords) };
  // It runs, or is suspended, or is being ended, or is in a state of a later version of Slurm.
  return { phase: 'running', reason: state === 'RUNNING' ? null : describe(state, inWords) };
}

function endReason(state: string, inWords: string | null): string | null {
  if (state === 'CANCELLED') return 'It was cancelled.';
  if (state === 'OUT_OF_MEMORY') return 'It used more memory than it may.';
  return inWords === 'NonZeroExitCode' ? null : inWords;
}

function describe(state: string, inWords: string | null): string {
  const word = state.toLowerCase().replaceAll('_', ' ');
  return inWords === null ? `Slurm: ${word}` : `Slurm: ${word} (${inWords})`;
}

/** Milliseconds; null for `N/A` and `Unknown`. */
function timeOf(seconds: string | undefined): number | null {
  return seconds !== undefined && /^[1-9]\d{0,10}$/.test(seconds) ? Number(seconds) * 1000 : null;
}

function nameOf(node: string | undefined): string | null {
  return node === undefined || /^(|n\/a|None assigned|\(null\))$/i.test(node)
    ? null
    : printable(node, 100);
}

/** As a shell counts it: 128 and more for a signal. */
function codeOf(text: string | undefined): number | null {
  const match = /^(\d{1,3}):(\d{1,3})$/.exec(text ?? '');
  if (!match) return null;
  return Number(match[2]) > 0 ? 128 + Number(match[2]) : Number(match[1]);
}
