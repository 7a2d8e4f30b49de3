/** One look at a job: what is to be done for it next, until it is over. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WorkbenchError } from '#spec/errors';
import { mostAttempts, type Job, type JobAttempt, type JobRequest } from '#spec/job';
import { isEnded, type RunStatus, type TrainedRun } from '#spec/run';
import { changeRun } from '#storage/change-run';
import { appendLog } from '#storage/log';
import { clearJobRequest, readJob, readJobRequest, writeJob } from '#storage/jobs';
import type { ProjectFolder } from '#storage/projects';
import { readTrainedRun, runDirectory } from '#storage/runs';
import { applyPart, type RunNews } from './apply-part';
import { withAttempt, withNewAttempt, withOpenAttemptEnded, withState } from './job-attempts';
import { decodePart } from './parts';
import type { JobHandle, JobState, PlaceClient } from './place-client';
import type { SharedPackages } from './shared-packages';
import { writeBundle } from './write-bundle';

export interface JobContext {
  project: ProjectFolder;
  client: PlaceClient;
  /** The state of a job at the place, possibly asked for together with others. */
  stateOf: (handle: JobHandle) => Promise<JobState | undefined>;
  /** What jobs share, packed once. */
  shared: Pick<SharedPackages, 'program' | 'dataset'>;
  /** Is told the runs whose files have changed, and what has come with it. */
  onRun: (run: TrainedRun, news?: RunNews) => void;
  /** Is told why the job does not go on at its place, in a sentence. */
  onWait?: (message: string) => void;
  /** The least time between two checkpoints that come back before a run ends. */
  checkpointEverySeconds: number;
}

/** What is done without the place. */
type LocalContext = Pick<JobContext, 'project' | 'onRun'>;

/** Parts that are fetched before the job's file is written. */
const partsAtOnce = 20;
/** After so many parts, those that are here are removed at the place. */
const partsKept = 500;

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
  const state = await context.stateOf(handle);
  if (!state) throw new WorkbenchError('unavailable', `The place tells nothing of its job.`);
  const isAtWork = ['waiting', 'running'].includes(state.phase);
  current = await saveChanged(context, current, withState(current, state));
  if (isAtWork && state.isDiskFull)
    context.onWait?.(
      `The disk on which the job '${job.id}' writes at '${job.place.name}' is full. The job waits and goes on by itself: make room there, or cancel it.`,
    );
  if (isAtWork && (state.phase === 'waiting' || state.newestPart === attempt.parts)) return current;
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
  const isToEnd = request === 'stop' || request === 'cancel';
  const runIds = await listUnfinished(context, job);
  if (runIds.length === 0 || (isToEnd && job.attempts.length === 0)) return giveUpJob(context, job);
  const current = job.attempts.length > 0 ? job : await save(context, withNewAttempt(job));
  const { id } = current.attempts.at(-1) as JobAttempt;
  const folder = await mkdtemp(join(tmpdir(), 'dni-job-'));
  try {
    const bundle = await writeBundle(folder, {
      project: context.project,
      job: {
        version: 1,
        id,
        runIds,
        atOnce: current.atOnce,
        together: current.together,
        cores: context.client.place.cores,
        checkpointEverySeconds: context.checkpointEverySeconds,
      },
      shared: context.shared,
    });
    const { remoteId } = await context.client.submit({ id, name: `dni-${job.id}`, ...bundle });
    return await save(context, withAttempt({ ...current, status: 'waiting' }, { remoteId }));
  } catch (error) {
    if (!(error instanceof WorkbenchError) || error.kind === 'unavailable') {
      if (!isToEnd) throw error;
      // It may never answer again, and most likely has nothing of the job.
      await noteAll(context, runIds, endedUnsent(current));
      return giveUpJob(context, current);
    }
    // The place, or the bundle, does not allow it, however often it is tried.
    return endRuns(context, current, { status: 'failed', failure: error.message });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Ends the job here, with its runs as they are, whatever its place has of it. The caller holds the job's lock. */
export async function giveUpJob(context: LocalContext, job: Job): Promise<Job> {
  const over = await endRuns(
    context,
    { ...withOpenAttemptEnded(job), isToEnd: true },
    { status: 'ended', failure: null },
  );
  // Not before: after a crash in between it is not sent.
  const request = await readJobRequest(context.project, job.id);
  if (request !== null) await clearJobRequest(context.project, job.id, request);
  return over;
}

function endedUnsent({ attempts, place }: Job): string {
  return `Ended before '${place.name}' answered: if the job '${attempts.at(-1)?.id}' is there after all, end it there.`;
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
      for (const { run, ...news } of await applyPart(
        { project, jobId: job.id, runIds: job.runIds },
        changes,
      ))
        context.onRun(run, news);
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
    // The last stays: where the job's process is started again, it goes on after it.
    if (Math.floor(applied / partsKept) > Math.floor(parts / partsKept))
      await context.client.removeParts(handle, applied - 1).catch(() => undefined);
  }
}

/** The job's process is over. It is sent again where its place has lost it. */
async function endAttempt(
  context: JobContext,
  job: Job,
  { handle, state }: { handle: JobHandle; state: JobState },
): Promise<Job> {
  const isLost = state.phase !== 'ended';
  const hasFailed = !isLost && state.exitCode !== 0 && !job.isToEnd;
  const isRunOver = hasFailed ? isOverWhereFailed : isEnded;
  const unfinished = await listUnfinished(
    context,
    job,
    isLost && !job.isToEnd ? isOverWhereLost : isRunOver,
  );
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
  const status = isOver ? 'ended' : 'failed';
  const over = await endRuns(context, current, { status, failure }, isRunOver);
  // All is here now. A place that does not answer keeps some files longer.
  await context.client.remove(handle).catch(() => undefined);
  return over;
}

/** Ends the job, and with it the runs that it leaves unfinished. */
async function endRuns(
  context: LocalContext,
  job: Job,
  { status, failure }: Pick<Job, 'status' | 'failure'>,
  isOver = isEnded,
): Promise<Job> {
  for (const runId of await listUnfinished(context, job, isOver)) {
    const ended = new Date().toISOString();
    const isFailed = failure !== null && status === 'failed';
    const changes = { status: isFailed ? 'failed' : 'interrupted', failure, ended } as const;
    context.onRun(await changeRun(context.project, runId, (run) => ({ ...run, ...changes })));
  }
  return save(context, { ...job, status, failure });
}

/** Of a job that its place has lost: it stops runs as well when their time is over. */
const isOverWhereLost = (status: RunStatus): boolean => ['finished', 'failed'].includes(status);
/** Of a job that has failed: a run that could not begin, or whose process was ended, is as it was before. */
const isOverWhereFailed = (status: RunStatus): boolean =>
  isEnded(status) && status !== 'interrupted';

/**
 * The runs that have not ended, in order. One that was deleted by hand, or has gone on elsewhere since, is not waited for.
 */
async function listUnfinished(
  { project }: LocalContext,
  { id: jobId, runIds }: Job,
  isOver: (status: RunStatus) => boolean = isEnded,
): Promise<string[]> {
  const runs = await Promise.all(
    runIds.map((id) => readTrainedRun(project, id, 'be trained').catch(() => null)),
  );
  return runs.flatMap((run) => (run?.job?.id === jobId && !isOver(run.status) ? [run.id] : []));
}

/** Lets runs wait again, and says why in their logs. */
async function queueAgain(
  { project, onRun }: LocalContext,
  runIds: readonly string[],
  message: string,
): Promise<void> {
  await noteAll({ project, onRun }, runIds, message);
  for (const id of runIds) {
    const changes = { status: 'queued', failure: null, ended: null } as const;
    onRun(await changeRun(project, id, (run) => ({ ...run, ...changes })));
  }
}

/** Adds a line to the logs of runs, where that is possible. */
async function noteAll(
  { project, onRun }: LocalContext,
  runIds: readonly string[],
  message: string,
): Promise<void> {
  const entry = { time: new Date().toISOString(), level: 'warning', message } as const;
  for (const id of runIds) {
    await appendLog(runDirectory(project, id), entry).catch(() => undefined);
    const run = await readTrainedRun(project, id, 'be trained');
    onRun(run, { log: [entry], checkpoints: [], alerts: [] });
  }
}

async function saveChanged(context: JobContext, before: Job, after: Job): Promise<Job> {
  return JSON.stringify(after) === JSON.stringify(before) ? before : save(context, after);
}

async function save({ project }: LocalContext, job: Job): Promise<Job> {
  await writeJob(project, job);
  return job;
}

function lastLine(text: string): string | null {
  return text.trim().split('\n').at(-1)?.trim() || null;
}
