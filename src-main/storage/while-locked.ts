import { acquireLock, describeHolder, type FileLock } from '#files/lock';
import { WorkbenchError } from '#spec/errors';

/** A change takes some milliseconds, so who waits longer waits for a program that hangs. */
const lockTimeoutMs = 10_000;

/**
 * Makes a change while no other program makes one under the same lock file, whose folder must exist. Throws
 * `unavailable` where the lock cannot be written, or another program keeps it; `what` names in the error what is being
 * changed.
 */
export async function whileLocked<R>(
  file: string,
  what: string,
  change: () => Promise<R>,
): Promise<R> {
  const lock = await acquire(file, what);
  try {
    return await change();
  } finally {
    await lock.release();
  }
}

async function acquire(file: string, what: string): Promise<FileLock> {
  const signal = AbortSignal.timeout(lockTimeoutMs);
  let holder = '';
  try {
    return await acquireLock(file, {
      signal,
      pollMs: 20,
      onWait: (other) => (holder = describeHolder(other)),
    });
  } catch (error) {
    if (!signal.aborted) throw error;
    throw new WorkbenchError(
      'unavailable',
      `'${what}' is being changed by ${holder}. Try again when it has ended.`,
    );
  }
}
