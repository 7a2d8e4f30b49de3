/**
 * The deleted runs of a project, in `runs/.trash/<id>-<time>`. Deleting renames the folder of a run, so that it takes no
 * longer for a large one. What was deleted more than 30 days ago is removed.
 */
import { lstat, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { TrashedRun } from '#api/types';
import { syncDirectory } from '#files/durable-write';
import { errorCode, fileError, isDiskFull } from '#files/file-errors';
import { listNames } from '#files/list-names';
import { mapLimited } from '#files/map-limited';
import { finishRemoval, removeDirectory } from '#files/replace-directory';
import { WorkbenchError } from '#spec/errors';
import { runSchema, type Run } from '#spec/run';
import { placeRun } from './copied-run';
import { safeName, uniqueName } from './names';
import { ensureOwnFolder } from './own-folder';
import type { ProjectFolder } from './projects';
import { noRunMessage, readRun, runDirectory, runsDirectory } from './runs';
import {
  listEntries,
  newTrashId,
  notInTrash,
  removeExpiredEntries,
  type TrashFolder,
} from './trash-entries';
import { readVersionedJson } from './versioned-json';

const openFiles = 16;

/**
 * Moves a run that no program trains to the trash; returns its id there. A full disk may have no room for the folder of
 * the trash: the run is then removed for good, since deleting is the way out. Throws `notFound` where there is no such
 * run.
 */
export async function trashRun(project: ProjectFolder, id: string): Promise<string> {
  const directory = runDirectory(project, id);
  const trash = trashDirectory(project);
  try {
    const trashId = await newTrashId(trash, id);
    if (await hasTrash(trash)) await move(directory, join(trash, trashId));
    else await removeDirectory(directory, join(dirname(directory), `.trash-${trashId}`));
    return trashId;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') throw new WorkbenchError('notFound', noRunMessage(id));
    throw fileError('written', directory, error);
  }
}

/** The runs in the trash, the last deleted first. */
export async function listTrashedRuns(project: ProjectFolder): Promise<TrashedRun[]> {
  const trash = trashDirectory(project);
  return mapLimited(await listEntries(trash), openFiles, (entry) => describe(trash, entry));
}

/** Whether a run of this id is in the trash. */
export async function isTrashed(project: ProjectFolder, id: string): Promise<boolean> {
  return (await listEntries(trashDirectory(project))).some(({ name }) => name === id);
}

/** The runs in the trash as they were recorded; those whose file is damaged are left out. */
export async function readTrashedRuns(
  project: ProjectFolder,
): Promise<{ trashId: string; run: Run }[]> {
  const trash = trashDirectory(project);
  const read = await mapLimited(await listEntries(trash), openFiles, async ({ trashId, name }) => {
    const path = join(trash, trashId, 'run.json');
    const run = await readVersionedJson(path, runSchema).catch(() => null);
    return run ? [{ trashId, run: placeRun(project, name, run) }] : [];
  });
  return read.flat();
}

/**
 * Moves a run out of the trash, under a new id where its own is taken meanwhile. Throws `notFound` where it is not in
 * the trash.
 */
export async function restoreRun(project: ProjectFolder, trashId: string): Promise<Run> {
  const trash = trashDirectory(project);
  safeName(trashId, 'deleted run');
  const entry = (await listEntries(trash)).find((each) => each.trashId === trashId);
  if (!entry) throw notInTrash(trashId);
  const id = uniqueName(entry.name, await listNames(runsDirectory(project)));
  const directory = runDirectory(project, id);
  try {
    // The program that has deleted the run left its lock.
    await rm(join(trash, trashId, 'lock'), { force: true });
    await move(join(trash, trashId), directory);
  } catch (error) {
    throw errorCode(error) === 'ENOENT'
      ? notInTrash(trashId)
      : fileError('written', directory, error);
  }
  return readRun(project, id);
}

/** Removes everything in the trash for good. Throws `unavailable` where something cannot be removed. */
export async function emptyRunTrash(project: ProjectFolder): Promise<void> {
  const trash = trashDirectory(project);
  for (const { trashId } of await listEntries(trash)) {
    const folder = join(trash, trashId);
    await removeDirectory(folder).catch((error: unknown) => {
      throw fileError('written', folder, error);
    });
  }
}

/**
 * Removes what was deleted more than 30 days ago, and what interrupted deletions have left. Never throws: what cannot be
 * removed now stays.
 */
export async function tidyRunTrash(project: ProjectFolder): Promise<void> {
  await removeExpiredEntries(trashDirectory(project));
  // Earlier versions removed runs at once.
  for (const name of await listNames(runsDirectory(project)).catch(() => []))
    if (name.startsWith('.trash-'))
      await finishRemoval(join(runsDirectory(project), name)).catch(() => undefined);
}

function trashDirectory(project: ProjectFolder): string {
  return join(runsDirectory(project), '.trash');
}

/** Whether the folder of the trash is there, made where it is missing; false where the full disk has no room for it. */
async function hasTrash(trash: string): Promise<boolean> {
  try {
    await ensureOwnFolder(trash);
    return true;
  } catch (error) {
    if (isDiskFull(error)) return false;
    throw error;
  }
}

async function describe(trash: string, entry: TrashFolder): Promise<TrashedRun> {
  const { trashId, name: runId, deleted } = entry;
  const folder = join(trash, trashId);
  const run = await readVersionedJson(join(folder, 'run.json'), runSchema).catch(() => null);
  const bytes = await bytesBelow(folder, 3).catch(() => null);
  return { trashId, runId, name: run?.name ?? runId, deleted, bytes };
}

/** Bytes of all files in a folder and `depth` levels of folders in it. Links are not followed. */
async function bytesBelow(folder: string, depth: number): Promise<number> {
  const names = await listNames(folder);
  const sizes = await mapLimited(names, openFiles, async (name) => {
    const path = join(folder, name);
    const stats = await lstat(path);
    if (stats.isDirectory()) return depth > 0 ? bytesBelow(path, depth - 1) : 0;
    return stats.size;
  });
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function move(from: string, to: string): Promise<void> {
  await rename(from, to);
  await syncDirectory(dirname(to));
  await syncDirectory(dirname(from));
}
