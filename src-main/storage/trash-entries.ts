/** The folders in a `.trash` folder of the project. Their names end with the time of the deletion. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileError } from '#files/file-errors';
import { finishRemoval, isRemovedName, removeDirectory } from '#files/replace-directory';
import { WorkbenchError } from '#spec/errors';
import { parseTimeName, timeName, uniqueName } from './names';
import { isOwnFolder } from './own-folder';

const removedAfterMs = 30 * 24 * 60 * 60 * 1000;
const timeSuffix = /-([\dTZ-]{24})(-\d+)?$/;

export interface TrashFolder {
  trashId: string;
  /** The id without the time. */
  name: string;
  /** ISO time. */
  deleted: string;
}

/** A new id in this trash: the name with the time. */
export async function newTrashId(directory: string, name: string): Promise<string> {
  return uniqueName(`${name}-${timeName(new Date())}`, await namesOf(directory));
}

/** The folders in the trash, the last deleted first. Throws `unavailable` where it cannot be read. */
export async function listEntries(directory: string): Promise<TrashFolder[]> {
  const entries: TrashFolder[] = [];
  for (const trashId of await namesOf(directory)) {
    const [suffix = '', time = ''] = timeSuffix.exec(trashId) ?? [];
    const deleted = parseTimeName(time);
    if (deleted === null || !(await isOwnFolder(join(directory, trashId)))) continue;
    entries.push({ trashId, name: trashId.slice(0, -suffix.length), deleted });
  }
  return entries.sort((a, b) => (a.deleted < b.deleted ? 1 : -1));
}

/**
 * Removes what was deleted more than 30 days ago, and what interrupted removals have left. Never throws: what cannot be
 * removed now stays.
 */
export async function removeExpiredEntries(directory: string): Promise<void> {
  const before = Date.now() - removedAfterMs;
  for (const name of await namesOf(directory).catch(() => []))
    if (isRemovedName(name)) await finishRemoval(join(directory, name)).catch(() => undefined);
  for (const { trashId, deleted } of await listEntries(directory).catch(() => []))
    if (Date.parse(deleted) < before)
      await removeDirectory(join(directory, trashId)).catch(() => undefined);
}

/** The names in a folder of the project; none where there is no folder. */
export async function namesOf(directory: string): Promise<string[]> {
  if (!(await isOwnFolder(directory))) return [];
  return readdir(directory).catch((error: unknown) => {
    throw fileError('read', directory, error);
  });
}

export function notInTrash(trashId: string): WorkbenchError {
  return new WorkbenchError(
    'notFound',
    `There is no '${trashId}' in the trash of this project: it was restored already, or deleted more than 30 days ago.`,
  );
}
