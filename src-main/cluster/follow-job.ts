/** One look at a job: what is to be done for it next, until it is over. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WorkbenchError } from '#spec/errors';
import { mostAttempts, type Job, type JobAttempt, type JobRequest } from '#spec/job';
import { isEnded, type TrainedRun } from '#spec/run';
import { appendLog } from '#storage/log';
import { clearJobRequest, readJob, readJobRequest, writeJob } from '#storage/jobs';
import type { ProjectFolder } from '#storage/projects';
import { readTrainedRun, runDirectory, writeRun } from '#storage/runs';
import { applyPart } from './apply-part';
import { decodePart } from './parts';
import type { JobHandle, JobState, PlaceClient } from './place-client';
import { writeBundle, type ProgramFile } from './write-bundle';

export interface JobContext {
  project: ProjectFolder;
  client: PlaceClient;
  /** The files of the program that nodes run. */
  listProgram: () => Promise<readonly ProgramFile[]>;
  /** Is told the runs whose files have changed. */
  onRun: (run: TrainedRun) => void;
  /** The least time between two checkpoints that come back before a run ends. */
  checkpointEverySeconds: number;
}

/** Parts that are fetched before the job's file is written. */
const partsAtOnce = 20;

/**
 * Sends the job, or sends it again where its node is lost; hands over what the user has asked; brings back what the runs
 * have written; and notes all of it in the job's file, so that another program can go on after any step. The caller holds
 * the job's lock. Returns the job as it is now.
 *
 * Throws `unavailable` where the place cannot be reached: the job goes on there, and this is to be called again.
 */
export async function followJob(context: JobContext, job: Job): Promise<Job> {
  const attempt = job.attempts.at(-1);
  if (!attempt || attempt.remoteId === null) return submit(context, job);
  const handle: JobHandle = { id: attempt.id, remoteId: attempt.remoteId };
  let current = job;
  const request = await readJobRequest(context.project, job.id);
  if (request !== null) {
    // Noted before: where the job then ends without an answer, it is not sent again.
    const isToEnd = request === 'stop' || request === 'cancel';
    if (isToEnd) current = await save(context, { ...current, isToEnd });
    await handOver(context, handle, { jobId: job.id, request });
  }
  const [state] = await context.client.states([handle]);
  if (!state) throw new WorkbenchError('unavailable', `The place tells nothing of its job.`);
  const isAtWork = ['waiting', 'running'].includes(state.phase);
  current = await save(context, withState(current, state));
  try {
    // What it has written before its end is there once the end is known.
    current = await fetchParts(context, current, { handle, isWhole: state.phase === 'ended' });
  } catch (error) {
    // A node that dies may leave damaged parts, and a job that the user has ended is not to be at work for ever.
    const isGivenUp = !isAtWork && (state.phase !== 'ended' || current.isToEnd);
    const isUnusable = error instanceof WorkbenchError && error.kind === 'validation';
    if (!isGivenUp || !isUnusable) throw error;
    current = await readJob(context.project, job.id);
  }
  return isAtWork ? current : endAttempt(context, current, { handle, state });
}

/** A request that the place refuses for good is forgotten too, so that the job is followed on. */
async function handOver(
  { project, client }: JobContext,
  handle: JobHandle,
  { jobId, request }: { jobId: string; request: JobRequest },
): Promise<void> {
  try {
    await client.send(handle, request);
  } catch (error) {
    if (error instanceof WorkbenchError && error.kind === 'validation')
      await clearJobRequest(project, jobId, request);
    throw error;
  }
  await clearJobRequest(project, jobId, request);
}

/** Submits the job. The attempt is written down before, so that a crash in between submits it once. */
async function submit(context: JobContext, job: Job): Promise<Job> {
  const request = await readJobRequest(context.project, job.id);
  if (job.attempts.length === 0 && (request === 'stop' || request === 'cancel')) {
    await clearJobRequest(context.project, job.id, request);
    return endRuns(context, job, { status: 'ended', failure: null });
  }
  const current = job.attempts.length > 0 ? job : await save(context, withNewAttempt(job));
  const { id } = current.attempts.at(-1) as JobAttempt;
  const folder = await mkdtemp(join(tmpdir(), 'dni-job-'));
  try {
    const bundle = await writeBundle(join(folder, 'bundle.zip'), {
      project: context.project,
      job: {
        version: 1,
        id,
        runIds: await listUnfinished(context, current),
        atOnce: 1,
        cores: context.client.place.cores,
        checkpointEverySeconds: context.checkpointEverySeconds,
      },
      program: await context.listProgram(),
    });
    const { remoteId } = await context.client.submit({ id, name: `dni-${job.id}`, bundle });
    return await save(context, withAttempt({ ...current, status: 'waiting' }, { remoteId }));
  } catch (error) {
    if (!(error instanceof WorkbenchError) || error.kind === 'unavailable') throw error;
    // The place, or the bundle, does not allow it, however often it is tried.
    return endRuns(context, current, { status: 'failed', failure: error.message });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** `isWhole`: the job has ended by itself, so that a missing part is a fault and not late. */
async function fetchParts(
  context: JobContext,
  job: Job,
  { handle, isWhole }: { handle: JobHandle; isWhole: boolean },
): Promise<Job> {
  let current = job;
  for (;;) {
    const { parts } = current.attempts.at(-1) as JobAttempt;
    const numbers = (await context.client.listParts(handle, parts)).slice(0, partsAtOnce);
    let applied = parts;
    for (const number of numbers) {
      // One that is missing is there the next time.
      if (number !== applied + 1) break;
      const bytes = await context.client.readPart(handle, number);
      const changes = decodePart(bytes, { job: handle.id, number });
      const { project } = context;
      for (const run of await applyPart({ project, runIds: job.runIds }, changes))
        context.onRun(run);
      applied = number;
    }
    if (applied === parts) {
      if (isWhole && numbers.length > 0)
        throw new WorkbenchError(
          'validation',
          `Part ${parts + 1} of what the job '${handle.id}' has sent back is missing, and later ones are there. Put it back, or stop the job to do without them.`,
        );
      return current;
    }
    current = await save(context, withAttempt(current, { parts: applied }));
  }
}

/** The job's process is over. It is sent again where its place has lost it. */
async function endAttempt(
  context: JobContext,
  job: Job,
  { handle, state }: { handle: JobHandle; state: JobState },
): Promise<Job> {
  const isLost = state.phase !== 'ended';
  const unfinished = await listUnfinished(context, job, isLost && !job.isToEnd);
  const output = await context.client.readOutput(handle).catch(() => '');
  const reason =
    state.reason ?? (isLost ? 'the place has lost it' : (lastLine(output) ?? 'it ended'));
  const ended = new Date(state.ended ?? Date.now()).toISOString();
  const current = withAttempt(job, { ended, reason: unfinished.length > 0 ? reason : null });
  const isOver = unfinished.length === 0 || job.isToEnd;
  // One that the place has lost before it had room for it has cost nothing.
  const lost = current.attempts.filter(({ started }) => started !== null).length;
  if (!isOver && isLost && lost < mostAttempts) {
    await queueAgain(context, unfinished, `The job is sent again: ${reason}.`);
    return save(context, withNewAttempt({ ...current, status: 'sending' }));
  }
  const failure = isOver
    ? null
    : isLost
      ? `The job was lost ${lost} times at '${job.place.name}', the last time because of this: ${reason}. Resume its runs to send it again.`
      : `The job ended at '${job.place.name}' before its runs: ${reason}`;
  const over = await endRuns(context, current, { status: isOver ? 'ended' : 'failed', failure });
  // All is here now. A place that does not answer keeps some files longer.
  await context.client.remove(handle).catch(() => undefined);
  return over;
}

/** Ends the job, and with it the runs that it leaves unfinished. */
async function endRuns(
  context: JobContext,
  job: Job,
  { status, failure }: Pick<Job, 'status' | 'failure'>,
): Promise<Job> {
  for (const runId of await listUnfinished(context, job)) {
    const run = await readTrainedRun(context.project, runId, 'be trained');
    const ended = new Date().toISOString();
    const isFailed = failure !== null && status === 'failed';
    const updated: TrainedRun = {
      ...run,
      status: isFailed ? 'failed' : 'interrupted',
      failure,
      ended,
    };
    await writeRun(context.project, updated);
    context.onRun(updated);
  }
  return save(context, { ...job, status, failure });
}

/**
 * The runs that have not ended, in order. One that was deleted by hand is not waited for. `stoppedToo`: also those that
 * the place has stopped, as it does when their time is over.
 */
async function listUnfinished(
  { project }: JobContext,
  { runIds }: Job,
  stoppedToo = false,
): Promise<string[]> {
  const runs = await Promise.all(
    runIds.map((id) => readTrainedRun(project, id, 'be trained').catch(() => null)),
  );
  return runs.flatMap((run) => {
    if (!run) return [];
    const isOpen = stoppedToo ? !['finished', 'failed'].includes(run.status) : !isEnded(run.status);
    return isOpen ? [run.id] : [];
  });
}

/** Lets runs wait again, and says why in their logs. */
async function queueAgain(
  { project, onRun }: JobContext,
  runIds: readonly string[],
  message: string,
): Promise<void> {
  const entry = { time: new Date().toISOString(), level: 'warning', message } as const;
  for (const id of runIds) {
    await appendLog(runDirectory(project, id), entry).catch(() => undefined);
    const run = await readTrainedRun(project, id, 'be trained');
    const queued: TrainedRun = { ...run, status: 'queued', failure: null, ended: null };
    await writeRun(project, queued);
    onRun(queued);
  }
}

async function save({ project }: JobContext, job: Job): Promise<Job> {
  await writeJob(project, job);
  return job;
}

function withNewAttempt(job: Job): Job {
  const attempt: JobAttempt = {
    id: `${job.id}-${job.attempts.length + 1}`,
    ...{ remoteId: null, parts: 0, submitted: null, started: null, ended: null },
    ...{ node: null, reason: null },
  };
  return { ...job, attempts: [...job.attempts, attempt] };
}

/** Changes the last attempt. */
function withAttempt(job: Job, changes: Partial<JobAttempt>): Job {
  const last = job.attempts.at(-1) as JobAttempt;
  return { ...job, attempts: [...job.attempts.slice(0, -1), { ...last, ...changes }] };
}

function withState(job: Job, { phase, node, ...times }: JobState): Job {
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

function lastLine(text: string): string | null {
  return text.trim().split('\n').at(-1)?.trim() || null;
}
