import { readdir } from 'node:fs/promises';
import { errorCode, fileError } from './file-errors';

/**
 * The names of all files and folders in a folder; none where there is no folder, or a file in its place. Throws
 * `unavailable` where the folder cannot be read.
 */
export async function listNames(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(errorCode(error))) return [];
    throw fileError('read', directory, error);
  }
}
