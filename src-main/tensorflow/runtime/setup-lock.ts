/** The lock of the installed runtimes, so that only one process at a time changes them. */
import { join } from 'node:path';
import { makeFolders } from '#files/create-folders';
import { acquireLock, type AcquireOptions, type FileLock } from '#files/lock';
import { runtimesFolder } from './cache';

/**
 * Waits until no other process installs or removes runtimes, and holds them off until the lock is released. Throws
 * `unavailable` where the cache folder cannot be written, and the signal's reason on abort.
 */
export async function acquireSetupLock(options: AcquireOptions = {}): Promise<FileLock> {
  await makeFolders(runtimesFolder());
  return acquireLock(join(runtimesFolder(), '.setup-lock'), options);
}
