import type { BigIntStats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { errorCode, fileError, folderGoneError } from './file-errors';

/**
 * Remembers which folder is at a path. Example: a run is recorded for hours, and another program may move its folder
 * and put a new one in its place.
 *
 *     const folder = await FolderIdentity.of(runDirectory, 'while its run was recorded');
 *     await folder.assertUnchanged();
 */
export class FolderIdentity {
  readonly path: string;
  readonly #when: string;
  readonly #stats: BigIntStats;

  private constructor(path: string, when: string, stats: BigIntStats) {
    this.path = path;
    this.#when = when;
    this.#stats = stats;
  }

  /** `when` ends the sentence for users. Throws `unavailable` where there is no such folder. */
  static async of(path: string, when: string): Promise<FolderIdentity> {
    const stats = await statsOrNull(path);
    if (stats === null) throw folderGoneError(path, when);
    return new FolderIdentity(path, when, stats);
  }

  /** Whether the same folder is still at the path. Throws `unavailable` where that cannot be read. */
  async isUnchanged(): Promise<boolean> {
    const stats = await statsOrNull(this.path);
    return stats !== null && isSameFolder(this.#stats, stats);
  }

  /** Throws `unavailable` where the path is gone or is another folder now. */
  async assertUnchanged(): Promise<void> {
    if (!(await this.isUnchanged())) throw folderGoneError(this.path, this.#when);
  }
}

function isSameFolder(before: BigIntStats, now: BigIntStats): boolean {
  if (before.dev !== now.dev || before.ino !== now.ino) return false;
  // A new folder often gets the inode of one that was just removed: then the time of its creation differs. Where the
  // file system has no such time, the system gives the time of the last change instead.
  const isKnown = [before, now].some(({ birthtimeNs, ctimeNs }) => birthtimeNs !== ctimeNs);
  return !isKnown || before.birthtimeNs === now.birthtimeNs;
}

async function statsOrNull(path: string): Promise<BigIntStats | null> {
  try {
    return await stat(path, { bigint: true });
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(errorCode(error))) return null;
    throw fileError('read', path, error);
  }
}
