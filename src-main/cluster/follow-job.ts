/** One look at a job: what is to be done for it next, until it is over. */
import { rm } from 'node:fs/promises';
import { makeTemporaryFolder } from '#files/temporary-files';
import { isOfKind, WorkbenchError } from '#spec/errors';
import type { Job, JobAttempt, JobRequest } from '#spec/job';
import { clearJobRequest, readJob, readJobRequest } from '#storage/jobs';
import { endAttempt, endRuns, giveUpJob, listUnfinished, noteAll } from './end-job';
import { fetchParts } from './fetch-parts';
import { withAttempt, withNewAttempt, withState } from './job-attempts';
import { saveJob, type JobContext } from './job-context';
import type { JobHandle } from './place-client';
import { packageFolders } from './shared-packages';
import { writeBundle } from './write-bundle';

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
    if (isToEnd) current = await saveJob(context, { ...current, isToEnd });
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
    const isUnusable = isOfKind(error, 'validation');
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
    if (isOfKind(error, 'validation')) await clearJobRequest(project, jobId, request);
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
  const current = job.attempts.length > 0 ? job : await saveJob(context, withNewAttempt(job));
  const { id } = current.attempts.at(-1) as JobAttempt;
  const folder = await makeTemporaryFolder(packageFolders.own);
  try {
    const bundle = await writeBundle(folder, {
      project: context.project,
      job: {
        version: 1,
        id,
        runIds,
        together: current.together,
        cores: context.client.place.cores,
        checkpointEverySeconds: context.checkpointEverySeconds,
      },
      shared: context.shared,
      signal: context.signal,
    });
    const { remoteId } = await context.client.submit({ id, name: `dni-${job.id}`, ...bundle });
    return await saveJob(context, withAttempt({ ...current, status: 'waiting' }, { remoteId }));
  } catch (error) {
    if (!(error instanceof WorkbenchError) || error.kind === 'unavailable') {
      if (!isToEnd || context.signal.aborted) throw error;
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

function endedUnsent({ attempts, place }: Job): string {
  return `Ended before '${place.name}' answered: if the job '${attempts.at(-1)?.id}' is there after all, end it there.`;
}

async function saveChanged(context: JobContext, before: Job, after: Job): Promise<Job> {
  return JSON.stringify(after) === JSON.stringify(before) ? before : saveJob(context, after);
}
