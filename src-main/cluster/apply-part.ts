/** Makes the folders of runs here what a job has sent of them. */
import { open, stat, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeFolders } from '#files/create-folders';
import { syncDirectory, writeFileDurably, writeFileSynced } from '#files/durable-write';
import { fileError } from '#files/file-errors';
import { moveDirectoryIntoPlace, removeDirectory } from '#files/replace-directory';
import { isOfKind, messageOf, WorkbenchError } from '#spec/errors';
import { trainedRunSchema, type Alert, type TrainedRun } from '#spec/run';
import { checkpointsDirectory } from '#storage/checkpoints';
import { parseLog, type LogEntry } from '#storage/log';
import type { ProjectFolder } from '#storage/projects';
import { readTrainedRun, runDirectory } from '#storage/runs';
import { parseVersionedJson } from '#storage/versioned-json';
import { changeJobRun, type JobRun } from './change-job-run';
import type { PartChange } from './parts';

/** What of `run.json` the training decides; the rest is the user's or was settled when the run was made. */
const trainedFields = [
  'status',
  'failure',
  'failedStep',
  'started',
  'ended',
  'step',
  'seconds',
  'environment',
  'groupTiming',
  'earlierEnvironments',
  'data',
  'parameters',
  'alerts',
  'metrics',
  'selected',
] as const satisfies readonly (keyof TrainedRun)[];

/** What has come with a part, beside the state and the curves of a run. */
export interface RunNews {
  log: LogEntry[];
  /** The steps of checkpoints that are whole now. */
  checkpoints: number[];
  alerts: Alert[];
}

export interface ChangedRun extends RunNews {
  run: TrainedRun;
}

export interface PartTarget {
  project: ProjectFolder;
  /** What comes for a run that has gone on elsewhere since, here or by another job, is dropped. */
  jobId: string;
  /** The runs of the job: changes of others are refused. */
  runIds: readonly string[];
}

/**
 * Applies the changes of one part, in their order. Doing it again, after a crash in the middle, gives the same folders.
 * Returns the runs that have changed; what comes for one that was deleted by hand is dropped. Throws `validation` where a
 * change does not belong to a run of the job or does not fit what is there, and `unavailable` where the disk refuses.
 */
export async function applyPart(
  { project, jobId, runIds }: PartTarget,
  changes: readonly PartChange[],
): Promise<ChangedRun[]> {
  const changed = new Map<string, RunNews>();
  for (const change of changes) {
    const [runId = '', ...rest] = change.path.split('/');
    if (!runIds.includes(runId))
      throw new WorkbenchError(
        'validation',
        `The job has sent '${change.path}', which is no file of a run of it: nothing more of it is used. Stop the job, and start its runs again.`,
      );
    const directory = runDirectory(project, runId);
    if (!changed.has(runId)) {
      const run = await readTrainedRun(project, runId, 'be trained').catch(unlessDeleted);
      if (run?.job?.id !== jobId) continue;
      changed.set(runId, { log: [], checkpoints: [], alerts: [] });
    }
    const news = changed.get(runId) as RunNews;
    const name = rest.join('/');
    try {
      if (name === 'run.json' && change.kind === 'replace')
        news.alerts.push(...(await applyRun({ project, jobId, runId }, change.bytes)));
      else if (name.startsWith('checkpoints/')) await applyToCheckpoint(directory, rest, change);
      else await applyToFile(join(directory, name), change);
    } catch (error) {
      throw fileError('written', join(directory, name), error);
    }
    if (name === 'log.jsonl' && change.kind === 'append')
      news.log.push(...parseLog(Buffer.from(change.bytes).toString('utf8')));
    if (change.kind === 'complete') news.checkpoints.push(Number(rest[1]));
  }
  return Promise.all(
    [...changed].map(async ([runId, news]) => ({
      ...news,
      run: await readTrainedRun(project, runId, 'be trained'),
    })),
  );
}

function unlessDeleted(error: unknown): null {
  if (isOfKind(error, 'notFound')) return null;
  throw error;
}

/** The fields of training from there, the others from here, where the user may have changed them. Returns new alerts. */
async function applyRun(target: JobRun, bytes: Uint8Array): Promise<Alert[]> {
  const sent = parseRun(target.runId, bytes);
  const fields = Object.fromEntries(trainedFields.map((field) => [field, sent[field]]));
  let known = sent.alerts.length;
  await changeJobRun(target, (run) => {
    known = run.alerts.length;
    return { ...run, ...fields, pid: null };
  });
  return sent.alerts.slice(known);
}

function parseRun(runId: string, bytes: Uint8Array): TrainedRun {
  const path = `runs/${runId}/run.json`;
  try {
    const text = Buffer.from(bytes).toString('utf8');
    const run = parseVersionedJson(path, text, trainedRunSchema);
    if (run.id === runId) return run;
  } catch (error) {
    throw unfitRun(runId, messageOf(error));
  }
  throw unfitRun(runId, 'it names another run.');
}

function unfitRun(runId: string, reason: string): WorkbenchError {
  return new WorkbenchError(
    'validation',
    `What the job has sent as the state of the run '${runId}' cannot be used: ${reason}`,
  );
}

async function applyToFile(path: string, change: PartChange): Promise<void> {
  if (change.kind === 'append') await writeAt(path, change.offset, change.bytes);
  else if (change.kind === 'replace') await writeFileDurably(path, change.bytes);
}

/** Its files are collected in a folder that no reader looks into, until it is complete. */
async function applyToCheckpoint(
  directory: string,
  [, step = '', file]: readonly string[],
  change: PartChange,
): Promise<void> {
  const folder = checkpointsDirectory(directory);
  const partial = join(folder, `${step}.partial`);
  if (change.kind === 'remove') {
    // Doing it again, there is none.
    if (await stat(join(folder, step)).catch(() => null)) await removeDirectory(join(folder, step));
    return;
  }
  // Doing it again: the beginning of it may have come in earlier parts, so only what was put into place is whole.
  if (await stat(join(folder, step, 'state.json')).catch(() => null)) return;
  if (change.kind === 'complete') {
    if (!(await stat(join(partial, 'state.json')).catch(() => null)))
      throw new WorkbenchError(
        'validation',
        `The job has sent no whole checkpoint of step ${step}: it is not used. Stop the job, and resume its runs.`,
      );
    await moveDirectoryIntoPlace(partial, join(folder, step));
  } else if (file !== undefined && 'bytes' in change) {
    await makeFolders(partial);
    const path = join(partial, file);
    if (change.kind === 'append') await writeAt(path, change.offset, change.bytes);
    else await writeFileSynced(path, change.bytes);
  }
}

/**
 * Cuts the file at the offset and writes there, unless there are bytes and the file has them: what follows them came later,
 * and a checkpoint that is here already covers it. Throws where the file is shorter: bytes before these are missing.
 */
async function writeAt(path: string, offset: number, bytes: Uint8Array): Promise<void> {
  const size = (await stat(path).catch(() => null))?.size ?? 0;
  if (size < offset)
    throw new WorkbenchError(
      'validation',
      `'${path}' has ${size} bytes, where what comes next begins at ${offset}: it was changed by hand. Put it back, or delete the run and start it again.`,
    );
  const file = await open(path, size === 0 ? 'w+' : 'r+');
  try {
    if (await isThere(file, size, { offset, bytes })) return;
    await file.truncate(offset);
    // A disk that is nearly full takes a part at first, and refuses the next.
    for (let done = 0; done < bytes.length;)
      done += (await file.write(bytes, done, bytes.length - done, offset + done)).bytesWritten;
    await file.sync();
  } finally {
    await file.close();
  }
  if (size === 0) await syncDirectory(dirname(path));
}

async function isThere(
  file: FileHandle,
  size: number,
  { offset, bytes }: { offset: number; bytes: Uint8Array },
): Promise<boolean> {
  if (bytes.length === 0 || size < offset + bytes.length) return false;
  const there = new Uint8Array(bytes.length);
  const { bytesRead } = await file.read(there, 0, bytes.length, offset);
  return bytesRead === bytes.length && Buffer.compare(there, bytes) === 0;
}
