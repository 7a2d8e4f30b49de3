import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Free bytes for this user on the disk of the nearest folder that exists: of a file or folder that is about to be
 * written. Null where the system does not tell; so do versions of Node before 18.15.
 */
export function freeBytes(path: string): number | null {
  try {
    const { bavail, bsize } = statfsSync(path);
    return bavail * bsize;
  } catch {
    return dirname(path) === path ? null : freeBytes(dirname(path));
  }
}
