/**
 * Who owns a run. The program that queues or trains a run holds the lock file in the run's folder; every other
 * program leaves the run alone. A run whose owner is gone has ended, whatever its `run.json` says.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { describeHolder, FileLock, readLock, tryAcquireLock, type LockHolder } from '#files/lock';
import { isProcessAlive } from '#files/process-identity';
import { WorkbenchError } from '#spec/errors';
import { isElsewhere, isEnded, type Run } from '#spec/run';
import type { ProjectFolder } from '#storage/projects';
import { removeRunLeftovers } from '#storage/leftovers';
import { appendLog, repairLog } from '#storage/log';
import { listRuns, readRun, runDirectory, runLock, runModifiedMs, writeRun } from '#storage/runs';
import { readMetricSummaries } from '#storage/summaries';
import type { Listing } from '#storage/versioned-json';
import { findLostJob } from './lost-job';

/** Another program may hold the lock for a moment, to bring the status up to date. */
const [attempts, attemptEveryMs] = [10, 100];

/** A program that sends runs has written their job so long after the first of them. */
const makesJobWithinMs = 60_000;

/**
 * Takes the run for this program. `participle` completes the sentence of the error: `resumed`, `deleted`. Throws
 * `conflict` where another program has it, or has it perhaps, on another computer or in a container.
 */
export async function claimRun(
  project: ProjectFolder,
  runId: string,
  participle: string,
): Promise<FileLock> {
  for (let attempt = 1; ; attempt += 1) {
    const result = await tryAcquireLock(runLock(project, runId));
    if (result instanceof FileLock) {
      const elsewhere = await readRunElsewhere(project, runId);
      if (!elsewhere && !(await isTrainedStill(project, runId))) return result;
      await result.release();
      if (elsewhere) throw trainsElsewhere(elsewhere, participle);
    }
    if (attempt < attempts) {
      await sleep(attemptEveryMs);
      continue;
    }
    if (isHeldHere(result)) throw ownedHere(runId, participle);
    const owner = result instanceof FileLock ? 'its training process' : describeHolder(result);
    throw ownedByAnother(runId, owner, participle);
  }
}

/**
 * Throws `conflict` where another program trains the run, which this process does not. `participle` completes the
 * sentence, as for `claimRun`.
 */
export async function assertNotForeign(
  project: ProjectFolder,
  run: Run,
  participle: string,
): Promise<void> {
  if (isEnded(run.status)) return;
  if (isElsewhere(run)) throw trainsElsewhere(run, participle);
  // Earlier versions of the program made no lock files.
  const holder = await readLock(runLock(project, run.id)).catch(() => null);
  if (isHeldHere(holder)) throw ownedHere(run.id, participle);
  const owner = holder ? describeHolder(holder) : `process ${run.pid ?? 'unknown'}`;
  throw ownedByAnother(run.id, owner, participle);
}

/**
 * The run with the status that is true now, on disk too where that can be written. A run whose owner is gone becomes
 * `interrupted`; a run that another program owns is returned as that program recorded it. For runs that this process
 * does not train.
 */
export async function settleRun(project: ProjectFolder, run: Run): Promise<Run> {
  if (isEnded(run.status) || (await isElsewhereStill(project, run))) return run;
  if (await isOwned(project, run.id)) return run;
  const lock = await tryAcquireLock(runLock(project, run.id)).catch(() => null);
  // Another program was faster. A disk that is full or read-only refuses the lock; the true status is shown then,
  // though it cannot be recorded.
  if (lock !== null && !(lock instanceof FileLock)) return readRun(project, run.id);
  try {
    return await readOwnedRun(project, run.id);
  } finally {
    await lock?.release();
  }
}

/** All runs, oldest first, each with the status that is true now, and the run files that cannot be read. */
export async function listSettledRuns(project: ProjectFolder): Promise<Listing<Run>> {
  const { items, problems } = await listRuns(project);
  return { items: await Promise.all(items.map((run) => settleRun(project, run))), problems };
}

/**
 * Reads a run that this program owns and does not train. If it was being trained, by a program or a job that is gone, it
 * becomes `interrupted`, and what that left unfinished is removed.
 */
export async function readOwnedRun(project: ProjectFolder, runId: string): Promise<Run> {
  const run = await readRun(project, runId);
  if (isEnded(run.status)) return run;
  const lostJob = await findLostJob(project, run);
  // Another program has made its job since the caller has looked for that.
  if (isElsewhere(run) && !lostJob) return run;
  const directory = runDirectory(project, runId);
  await removeRunLeftovers(directory);
  const interrupted: Run = {
    ...run,
    status: 'interrupted',
    // The user is to know it as long as the run does not go on: the job may still be at work.
    failure: lostJob && lostJob.kind !== 'over' ? lostJob.message : run.failure,
    pid: null,
    ended: run.ended ?? new Date().toISOString(),
    ...(await readMetricSummaries(directory, run)).toRunFields(),
  };
  const reason = lostJob ? `. ${lostJob.message}` : ': the program that trained the run was ended.';
  const message = `Interrupted at step ${run.step}${reason}`;
  const entry = { time: new Date().toISOString(), level: 'warning', message } as const;
  await repairLog(directory)
    .then(() => appendLog(directory, entry))
    .catch(() => undefined);
  await writeRun(project, interrupted).catch(() => undefined);
  return interrupted;
}

async function isOwned(project: ProjectFolder, runId: string): Promise<boolean> {
  // A lock that cannot be read must not hinder the listing; whoever claims the run is told.
  const lock = await readLock(runLock(project, runId)).catch(() => null);
  if (lock && lock.state !== 'gone') return true;
  return isTrainedStill(project, runId);
}

/**
 * Whether the process that trained the run is still there: for a moment after its program is gone, or for longer
 * where an earlier version of the program, which made no lock files, trains it.
 */
async function isTrainedStill(project: ProjectFolder, runId: string): Promise<boolean> {
  // A damaged file names no process; it can be deleted.
  const run = await readRun(project, runId).catch(() => null);
  if (!run || isEnded(run.status) || run.pid === null || run.pid === process.pid) return false;
  return isProcessAlive(run.pid, await runModifiedMs(project, runId));
}

/**
 * The run where a job at another place trains it. A job whose file cannot be read hinders nobody: no program follows it, nor
 * can it be stopped from here.
 */
async function readRunElsewhere(project: ProjectFolder, runId: string): Promise<Run | null> {
  const run = await readRun(project, runId).catch(() => null);
  return run && isElsewhere(run) && !(await findLostJob(project, run)) ? run : null;
}

/**
 * Whether a job trains the run, or will: another program may be about to write the job of a run that it has just made, and a
 * disk may give a file later that it does not give now.
 */
async function isElsewhereStill(project: ProjectFolder, run: Run): Promise<boolean> {
  if (!isElsewhere(run)) return false;
  const lostJob = await findLostJob(project, run);
  if (!lostJob || lostJob.kind === 'unreadable') return true;
  if (lostJob.kind !== 'missing') return false;
  const modified = await runModifiedMs(project, run.id).catch(() => Infinity);
  return Date.now() - modified < makesJobWithinMs;
}

function trainsElsewhere({ id, job }: Run, participle: string): WorkbenchError {
  return new WorkbenchError(
    'conflict',
    `The run '${id}' trains at '${job?.place}' and cannot be ${participle} from here: stop its job '${job?.id}' first.`,
  );
}

/** Whether this process has the lock: it does something else with the run, such as another window's request. */
function isHeldHere(holder: FileLock | LockHolder | null): boolean {
  return (
    holder !== null &&
    !(holder instanceof FileLock) &&
    holder.state === 'alive' &&
    holder.owner?.pid === process.pid
  );
}

function ownedHere(runId: string, participle: string): WorkbenchError {
  return new WorkbenchError(
    'conflict',
    `The run '${runId}' is at work in this program already, and cannot be ${participle} meanwhile.`,
  );
}

function ownedByAnother(runId: string, owner: string, participle: string): WorkbenchError {
  return new WorkbenchError(
    'conflict',
    `The run '${runId}' is managed by another program, ${owner}, and cannot be ${participle} from here.`,
  );
}
