/** The jobs of a project: runs that were sent to other places, one file `jobs/<id>.json` each. */
import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { FileLock, tryAcquireLock } from '#files/lock';
import { fileError } from '#files/file-errors';
import { listNames } from '#files/list-names';
import { messageOf, WorkbenchError } from '#spec/errors';
import { formatVersion } from '#spec/experiment';
import { jobRequests, jobSchema, type Job, type JobRequest } from '#spec/job';
import { quote } from '#spec/quote';
import { idPattern } from './names';
import type { ProjectFolder } from './projects';
import { readVersionedJson, writeJson, type Listing } from './versioned-json';

const requestSchema = z.strictObject({
  version: z.literal(formatVersion),
  request: z.enum(jobRequests),
});

/** Earlier versions wrote how many runs of a job train at the same time, which was always one. */
const savedJobSchema = z.preprocess((json) => {
  if (typeof json !== 'object' || json === null || !('atOnce' in json)) return json;
  const { atOnce, ...rest } = json;
  void atOnce;
  return rest;
}, jobSchema);

/** An id that no other program and no other project gives: places know jobs by it. */
export function newJobId(now: Date): string {
  const [day = '', clock = ''] = now.toISOString().split('T');
  const time = `${day.replaceAll('-', '')}-${clock.slice(0, 8).replaceAll(':', '')}`;
  return `${time}-${randomBytes(4).toString('hex')}`;
}

/** All jobs, the oldest first, and the files that cannot be read. */
export async function listJobs(project: ProjectFolder): Promise<Listing<Job>> {
  const listing: Listing<Job> = { items: [], problems: [] };
  for (const name of (await listNames(jobsDirectory(project))).sort()) {
    if (!/^[a-z0-9][a-z0-9-]*\.json$/.test(name)) continue;
    try {
      listing.items.push(await readJob(project, name.slice(0, -'.json'.length)));
    } catch (error) {
      listing.problems.push({
        path: join(jobsDirectory(project), name),
        message: messageOf(error),
      });
    }
  }
  return listing;
}

/** Throws `notFound`, `validation` where the file is damaged or of a newer version, `unavailable` where it cannot be read. */
export async function readJob(project: ProjectFolder, id: string): Promise<Job> {
  const job = await readVersionedJson(jobPath(project, id), savedJobSchema, noJobMessage(id));
  return { ...job, id };
}

/** Throws `unavailable` where it cannot be written. */
export async function writeJob(project: ProjectFolder, job: Job): Promise<void> {
  await mkdir(jobsDirectory(project)).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw fileError('written', jobsDirectory(project), error);
  });
  await writeJson(jobPath(project, job.id), job);
}

/** The lock of the program that follows a job; null where another one does. */
export async function lockJob(project: ProjectFolder, id: string): Promise<FileLock | null> {
  const lock = await tryAcquireLock(pathOf(project, id, '.', '.lock'));
  return lock instanceof FileLock ? lock : null;
}

/**
 * Notes what is asked of a job, for whichever program follows it; a later request takes the place of an earlier one.
 * Throws `unavailable` where it cannot be written.
 */
export async function writeJobRequest(
  project: ProjectFolder,
  id: string,
  request: JobRequest,
): Promise<void> {
  await writeJson(requestPath(project, id), { version: formatVersion, request });
}

/** What is asked of a job and not handed over yet; null where nothing is. */
export async function readJobRequest(
  project: ProjectFolder,
  id: string,
): Promise<JobRequest | null> {
  const file = await readVersionedJson(requestPath(project, id), requestSchema).catch(() => null);
  return file?.request ?? null;
}

/** Forgets a request that was handed over, unless another one has come meanwhile. */
export async function clearJobRequest(
  project: ProjectFolder,
  id: string,
  request: JobRequest,
): Promise<void> {
  if ((await readJobRequest(project, id)) === request)
    await rm(requestPath(project, id), { force: true });
}

function requestPath(project: ProjectFolder, id: string): string {
  return pathOf(project, id, '.', '.request.json');
}

function jobPath(project: ProjectFolder, id: string): string {
  return pathOf(project, id, '', '.json');
}

/** Throws `notFound` for an id that no job can have: that of a run's file may come from anybody. */
function pathOf(project: ProjectFolder, id: string, before: string, after: string): string {
  if (!idPattern.test(id)) throw new WorkbenchError('notFound', noJobMessage(id));
  return join(jobsDirectory(project), `${before}${id}${after}`);
}

function noJobMessage(id: string): string {
  return `There is no job ${quote(id)} in this project.`;
}

function jobsDirectory(project: ProjectFolder): string {
  return join(project.directory, 'jobs');
}
