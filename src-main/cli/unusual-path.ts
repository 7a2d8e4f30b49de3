import type { Stats } from 'node:fs';
import { lstat, stat } from 'node:fs/promises';
import { errorCode, fileError, maxQuotedPath } from '#files/file-errors';
import { quote } from '#spec/quote';

/** What there is at a path that names no file, as a sentence; null where there is nothing, or a file. */
export async function describeUnusualPath(path: string): Promise<string | null> {
  const name = quote(path, maxQuotedPath);
  const found = await stat(path).catch((error: unknown) => error);
  if (isStats(found)) {
    if (found.isFile()) return null;
    return found.isDirectory() ? `${name} is a folder.` : `${name} is a device or a pipe.`;
  }
  if (!['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ERR_INVALID_ARG_VALUE'].includes(errorCode(found)))
    return fileError('read', path, found).message;
  const link = await lstat(path).catch(() => null);
  return link?.isSymbolicLink() ? `${name} is a link to nothing.` : null;
}

function isStats(found: unknown): found is Stats {
  return typeof found === 'object' && found !== null && 'isFile' in found;
}
