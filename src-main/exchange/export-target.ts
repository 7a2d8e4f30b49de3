import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { errorCode, fileError, maxQuotedPath, placeError } from '#files/file-errors';
import { existsError } from '#files/file-output';
import { WorkbenchError } from '#spec/errors';
import { quote } from '#spec/quote';
import { isOwnEventFile } from './tensorboard/read-event-files';

/**
 * Throws where nothing can be written at `path`: `notFound` where it has no parent folder, `validation` where it is too long or cannot be looked at, `conflict` where something is
 * there that must not be overwritten, or where `path` is in a project, but not in its folder `exports`. A folder is overwritten only if it is one of this program's own: where
 * nothing else is said, if it holds nothing but event files of this program, since others may be all that is left of a
 * training.
 */
export async function assertTarget(
  path: string,
  {
    isFolder,
    overwrite,
    isOwnFolder = holdsEventFilesOnly,
  }: {
    isFolder: boolean;
    overwrite: boolean;
    isOwnFolder?: (path: string) => Promise<boolean>;
  },
): Promise<void> {
  const parent = dirname(path);
  if ((await kindOf(parent)) !== 'folder')
    throw new WorkbenchError(
      'notFound',
      `There is no folder ${quote(parent, maxQuotedPath)}. Create it, or choose another place.`,
    );
  const project = await findProjectAround(parent);
  if (project !== null)
    throw new WorkbenchError(
      'conflict',
      `${quote(path, maxQuotedPath)} is in the project ${quote(project, maxQuotedPath)}, whose own files are there. Choose a place outside of it, or in its folder exports.`,
    );
  const present = await kindOf(path);
  if (present === null) return;
  const conflict = (what: string): WorkbenchError =>
    new WorkbenchError('conflict', `${quote(path, maxQuotedPath)} ${what}`);
  if (!overwrite) throw existsError(path);
  if (isFolder && present !== 'folder')
    throw conflict('is a file, and this format is a folder. Choose another name.');
  if (!isFolder && present !== 'file')
    throw conflict(
      `is ${present === 'folder' ? 'a folder' : 'a device or a pipe'}, and this format is a file. Choose another name.`,
    );
  if (isFolder && !(await isOwnFolder(path)))
    throw conflict(
      'holds files that are not from such an export, and they would be lost. Choose another name.',
    );
}

/** The folder of the project in which `folder` is, unless it is in its folder `exports`; null where it is in none. */
async function findProjectAround(folder: string): Promise<string | null> {
  let inner = await realpath(folder).catch(() => folder);
  if ((await kindOf(join(inner, 'project.json'))) === 'file') return inner;
  for (let outer = dirname(inner); outer !== inner; [inner, outer] = [outer, dirname(outer)])
    if ((await kindOf(join(outer, 'project.json'))) === 'file')
      return basename(inner) === 'exports' ? null : outer;
  return null;
}

async function kindOf(path: string): Promise<'file' | 'folder' | 'other' | null> {
  try {
    const stats = await stat(path);
    if (stats.isDirectory()) return 'folder';
    return stats.isFile() ? 'file' : 'other';
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(errorCode(error))) return null;
    throw placeError(path, error);
  }
}

async function holdsEventFilesOnly(folder: string): Promise<boolean> {
  let entries: Dirent[];
  try {
    entries = await readdir(folder, { withFileTypes: true });
  } catch (error) {
    throw fileError('read', folder, error);
  }
  for (const entry of entries) {
    const path = join(folder, entry.name);
    const isOwn = entry.isDirectory()
      ? await holdsEventFilesOnly(path)
      : entry.isFile() && (await isOwnEventFile(path).catch(() => false));
    if (!isOwn) return false;
  }
  return true;
}
