/**
 * The folders into which the program writes are folders of the project itself. A project that comes from elsewhere can
 * hold links; to write or delete through them would change files outside of the project.
 */
import type { Stats } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { ensureDirectory } from '#files/durable-write';
import { errorCode, fileError } from '#files/file-errors';
import { WorkbenchError } from '#spec/errors';

/**
 * Creates the folder where it is missing, but not its parent. Throws `unavailable` where a link is in its place, its
 * parent is missing, or it cannot be created.
 */
export async function ensureOwnFolder(directory: string): Promise<void> {
  if (await isOwnFolder(directory)) return;
  await assertNoLink(directory);
  await ensureDirectory(directory);
}

/** Whether the path is a folder itself, not a link to one. Throws `unavailable` where that cannot be read. */
export async function isOwnFolder(directory: string): Promise<boolean> {
  return (await statsOrNull(directory))?.isDirectory() ?? false;
}

/** Throws `unavailable` where the path is a link. */
export async function assertNoLink(path: string): Promise<void> {
  if (!(await statsOrNull(path))?.isSymbolicLink()) return;
  throw new WorkbenchError(
    'unavailable',
    `'${path}' is a link to another place; the program changes only files of the project itself. Replace the link by a copy of what it points to.`,
  );
}

/** Of the path itself, also where it is a link; null where there is nothing. */
export async function statsOrNull(path: string): Promise<Stats | null> {
  try {
    return await lstat(path);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(errorCode(error))) return null;
    throw fileError('read', path, error);
  }
}
