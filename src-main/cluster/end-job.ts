/** The end of an attempt, of a job, and of the runs that it leaves unfinished. */
import { FileLock, tryAcquireLock } from '#files/lock';
import { WorkbenchError } from '#spec/errors';
import { mostAttempts, type Job } from '#spec/job';
import { hasRecordedEnd, isEnded, type RunStatus } from '#spec/run';
import { appendLog, repairLog } from '#storage/log';
import { clearJobRequest, readJobRequest } from '#storage/jobs';
import { removeRunLeftovers } from '#storage/leftovers';
import { readTrainedRun, runDirectory, runLock } from '#storage/runs';
import { changeJobRun } from './change-job-run';
import { withAttempt, withNewAttempt, withOpenAttemptEnded } from './job-attempts';
import { saveJob, type JobContext, type LocalContext } from './job-context';
import type { JobHandle, JobState } from './place-client';

/** The job's process is over. It is sent again where its place has lost it. Returns the job. */
export async function endAttempt(
  context: JobContext,
  job: Job,
  { handle, state }: { handle: JobHandle; state: JobState },
): Promise<Job> {
  await removeUnfinishedFiles(context, job);
  const isLost = state.phase !== 'ended';
  const hasFailed = !isLost && state.exitCode !== 0 && !job.isToEnd;
  // Of a job that has failed, a run that could not begin, or whose process was ended, is as it was before.
  const isRunOver = hasFailed ? hasRecordedEnd : isEnded;
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
    await queueAgain(
      context,
      { jobId: job.id, runIds: unfinished },
      `The job is sent again: ${reason}.`,
    );
    return saveJob(context, withNewAttempt({ ...current, status: 'sending' }));
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

/** Of runs that are the job's still: a checkpoint that has come in part is never completed, since nothing more comes. */
async function removeUnfinishedFiles({ project }: JobContext, job: Job): Promise<void> {
  for (const runId of job.runIds) {
    const lock = await tryAcquireLock(runLock(project, runId)).catch(() => null);
    if (!(lock instanceof FileLock)) continue;
    const run = await readTrainedRun(project, runId, 'be trained').catch(() => null);
    if (run?.job?.id === job.id) await removeRunLeftovers(runDirectory(project, runId));
    await lock.release().catch(() => undefined);
  }
}

/** Ends the job, and with it the runs that it leaves unfinished. */
export async function endRuns(
  context: LocalContext,
  job: Job,
  { status, failure }: Pick<Job, 'status' | 'failure'>,
  isOver = isEnded,
): Promise<Job> {
  for (const runId of await listUnfinished(context, job, isOver)) {
    const ended = new Date().toISOString();
    const isFailed = failure !== null && status === 'failed';
    const changes = { status: isFailed ? 'failed' : 'interrupted', failure, ended } as const;
    const target = { project: context.project, jobId: job.id, runId };
    context.onRun(await changeJobRun(target, (run) => ({ ...run, ...changes })));
  }
  return saveJob(context, { ...job, status, failure });
}

/** Of a job that its place has lost: it stops runs as well when their time is over. */
const isOverWhereLost = (status: RunStatus): boolean => ['finished', 'failed'].includes(status);

/**
 * The runs that have not ended, in order. One that was deleted or spoilt by hand, or has gone on elsewhere since, is not
 * waited for. Throws `unavailable` where the disk does not give the file of a run.
 */
export async function listUnfinished(
  { project }: LocalContext,
  { id: jobId, runIds }: Job,
  isOver: (status: RunStatus) => boolean = isEnded,
): Promise<string[]> {
  const runs = await Promise.all(
    runIds.map((id) => readTrainedRun(project, id, 'be trained').catch(unlessUnavailable)),
  );
  return runs.flatMap((run) => (run?.job?.id === jobId && !isOver(run.status) ? [run.id] : []));
}

function unlessUnavailable(error: unknown): null {
  if (error instanceof WorkbenchError && error.kind !== 'unavailable') return null;
  throw error;
}

/** Lets runs wait again, and says why in their logs. */
async function queueAgain(
  { project, onRun }: LocalContext,
  { jobId, runIds }: { jobId: string; runIds: readonly string[] },
  message: string,
): Promise<void> {
  await noteAll({ project, onRun }, runIds, message);
  const changes = { status: 'queued', failure: null, ended: null } as const;
  for (const runId of runIds)
    onRun(await changeJobRun({ project, jobId, runId }, (run) => ({ ...run, ...changes })));
}

/** Adds a line to the logs of runs, where that is possible. */
export async function noteAll(
  { project, onRun }: LocalContext,
  runIds: readonly string[],
  message: string,
): Promise<void> {
  const entry = { time: new Date().toISOString(), level: 'warning', message } as const;
  for (const id of runIds) {
    const directory = runDirectory(project, id);
    // What came last from a node that is gone may end in the middle of a line.
    await repairLog(directory)
      .then(() => appendLog(directory, entry))
      .catch(() => undefined);
    const run = await readTrainedRun(project, id, 'be trained');
    onRun(run, { log: [entry], checkpoints: [], alerts: [] });
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

function lastLine(text: string): string | null {
  return text.trim().split('\n').at(-1)?.trim() || null;
}
