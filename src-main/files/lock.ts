/**
 * Exclusive ownership of something on the disk, by a lock file beside it. Example: only one process trains a run.
 *
 *     const lock = await tryAcquireLock(join(runDirectory, '.lock'));
 *     if (!(lock instanceof FileLock)) throw inUse(describeHolder(lock));
 *     ...
 *     await lock.release();
 *
 * The lock file says which process owns it. It is made with its content in it, so that exactly one of several processes
 * makes it, and it is taken over only where its owner is certainly gone: see `processState`.
 *
 * Taking over has to be exclusive too: of two processes that have both found the same dead owner, the second would
 * otherwise remove the fresh lock of the first. So the right to replace one certain content of a lock file is a lock
 * of its own, `<file>.<digest of the content>.takeover`. Whoever holds it reads the lock file again and replaces it by
 * a rename only if it still has that content, which no two owners share. A process that is killed meanwhile leaves a
 * `.takeover` file that is taken over in the same way.
 */
import { createHash, randomUUID } from 'node:crypto';
import { link, open, readFile, rename, rm, type FileHandle } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { errorCode, fileError } from './file-errors';
import { listNames } from './list-names';
import { processState, thisProcess, type ProcessState } from './process-identity';
import { temporaryName } from './temporary-files';

const ownerSchema = z.object({
  pid: z.int().positive(),
  host: z.string(),
  // Version 0.1.0 did not write the following.
  machineId: z.string().nullable().default(null),
  bootId: z.string().nullable().default(null),
  pidNamespace: z.string().nullable().default(null),
  startedAt: z.number().nullable().default(null),
  /** Different for every acquisition. */
  token: z.string().default(''),
  /** ISO time of the acquisition. */
  taken: z.string().default(''),
});

/** The process that holds a lock. */
export type LockOwner = z.output<typeof ownerSchema>;

/** A lock that is held, or was when its owner ended. */
export interface LockHolder {
  /** The lock file. */
  file: string;
  /** Null where the file cannot be understood. */
  owner: LockOwner | null;
  state: ProcessState;
}

export interface AcquireOptions {
  signal?: AbortSignal;
  /** Called once if another process holds the lock. */
  onWait?: (holder: LockHolder) => void;
  /** Interval between attempts, in milliseconds. Default: 500. */
  pollMs?: number;
}

/** The lock that this process holds on `file`, until `release`. A process that ends without it leaves the file. */
export class FileLock {
  readonly file: string;
  readonly #content: string;
  readonly #handle: FileHandle;

  /** For this module only: `handle` is the lock file, which was just made with this content. */
  constructor(file: string, content: string, handle: FileHandle) {
    this.file = file;
    this.#content = content;
    this.#handle = handle;
    held.add(this);
  }

  /**
   * False once the lock file was removed, replaced, or moved with its folder. Throws the error of the file system where
   * it cannot be read.
   */
  async isHeld(): Promise<boolean> {
    return held.has(this) && (await readText(this.file)) === this.#content;
  }

  /**
   * Gives the lock back: removes the file. Where it was moved with its folder, the moved file is marked as released.
   * A file that another process has put in its place stays. Does nothing the second time, and never throws: what
   * remains on a disk that cannot be written is taken over once this process has ended.
   */
  async release(): Promise<void> {
    if (!held.has(this)) return;
    try {
      if (await this.isHeld().catch(() => false)) await rm(this.file, { force: true });
      else await markReleased(this.#handle);
    } catch {
      // See above.
    } finally {
      held.delete(this);
      await this.#handle.close().catch(() => undefined);
    }
  }
}

/** The locks of this process. Their open files must not be closed by the garbage collector. */
const held = new Set<FileLock>();

/**
 * Acquires the lock `file`, or says who holds it. The folder of the file must exist. A lock whose owner is certainly
 * gone is taken over. Throws `unavailable` where the file cannot be written.
 */
export async function tryAcquireLock(file: string): Promise<FileLock | LockHolder> {
  try {
    return await acquireOrFindHolder(file);
  } catch (error) {
    throw fileError('written', file, error);
  }
}

/**
 * Waits until this process holds the lock `file`. Throws `unavailable` where the file cannot be written, and the
 * signal's reason on abort.
 */
export async function acquireLock(file: string, options: AcquireOptions = {}): Promise<FileLock> {
  for (let attempt = 0; ; attempt += 1) {
    options.signal?.throwIfAborted();
    const lock = await tryAcquireLock(file);
    if (lock instanceof FileLock) return lock;
    if (attempt === 0) options.onWait?.(lock);
    const { signal, pollMs = 500 } = options;
    await sleep(pollMs, undefined, { signal }).catch(() => undefined);
  }
}

/** Who holds the lock `file`; null where nobody does. Changes nothing. Throws `unavailable` where it cannot be read. */
export async function readLock(file: string): Promise<LockHolder | null> {
  let text: string | null;
  try {
    text = await readText(file);
  } catch (error) {
    throw fileError('read', file, error);
  }
  return text === null || isReleased(text) ? null : parseHolder(file, text);
}

/**
 * The holder of a lock for users: "process 4711 on this computer". Where it is not known whether the holder still runs,
 * the text says so and names the file to delete.
 */
export function describeHolder({ file, owner, state }: LockHolder): string {
  if (!owner)
    return `an unknown process (the lock file '${file}' is damaged: delete it if no process uses it)`;
  const isHere = owner.host === hostname();
  if (state === 'unknown') {
    const place = isHere ? 'in another container' : `on '${owner.host}'`;
    return `process ${owner.pid} ${place} (this computer cannot tell whether it still runs: if it does not, delete '${file}')`;
  }
  const name = `process ${owner.pid} on ${isHere ? 'this computer' : `'${owner.host}'`}`;
  return state === 'alive' ? name : `${name}, which has ended`;
}

async function acquireOrFindHolder(file: string): Promise<FileLock | LockHolder> {
  for (;;) {
    const created = await tryToCreate(file);
    if (created) return created;
    const text = await readText(file);
    if (text === null) continue;
    const holder = parseHolder(file, text);
    if (!isReleased(text) && holder.state !== 'gone') return holder;
    const replaced = await tryToReplace(file, text);
    if (replaced instanceof FileLock) {
      await removeTakeovers(file).catch(() => undefined);
      return replaced;
    }
    // Another process is about to take it over, unless it is late and finds another content.
    if (replaced && (await readText(file)) === text) return replaced;
  }
}

/** Makes the lock file; null where there is one already. */
async function tryToCreate(file: string): Promise<FileLock | null> {
  return withDraft(file, async (draft, content, handle) => {
    try {
      await link(draft, file);
      return new FileLock(file, content, handle);
    } catch (error) {
      if (errorCode(error) === 'EEXIST') {
        // On a network file system the answer to a link that was made can be lost, and the repetition then fails.
        const isMade = (await handle.stat()).nlink > 1;
        return isMade ? new FileLock(file, content, handle) : null;
      }
      if (!noHardLinks.includes(errorCode(error))) throw error;
      const lock = await createInPlace(file, content);
      if (lock) await handle.close();
      return lock;
    }
  });
}

const noHardLinks = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'];

/** Makes the lock file where the file system has no hard links. Until it is written, readers find no owner in it. */
async function createInPlace(file: string, content: string): Promise<FileLock | null> {
  let handle: FileHandle;
  try {
    handle = await open(file, 'wx');
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return null;
    throw error;
  }
  try {
    await handle.writeFile(content);
    await handle.sync();
    return new FileLock(file, content, handle);
  } catch (error) {
    await handle.close();
    await rm(file, { force: true });
    throw error;
  }
}

/**
 * Replaces the lock file if it still has the content `text`, whose owner is gone. Returns who else is about to do so,
 * or null where the file has another content by now.
 */
async function tryToReplace(file: string, text: string): Promise<FileLock | LockHolder | null> {
  const right = await acquireOrFindHolder(takeoverFile(file, text));
  if (!(right instanceof FileLock)) return right;
  try {
    if ((await readText(file)) !== text) return null;
    return await withDraft(file, async (draft, content, handle) => {
      await rename(draft, file);
      return new FileLock(file, content, handle);
    });
  } finally {
    await right.release();
  }
}

function takeoverFile(file: string, text: string): string {
  const digest = createHash('sha256').update(text).digest('hex').slice(0, 16);
  return `${file}.${digest}${takeoverSuffix}`;
}

const takeoverSuffix = '.takeover';

/** Removes what processes left that were killed while they took the lock over. The caller holds the lock. */
async function removeTakeovers(file: string): Promise<void> {
  const folder = dirname(file);
  for (const name of await listNames(folder)) {
    if (!name.startsWith(`${basename(file)}.`) || !name.endsWith(takeoverSuffix)) continue;
    const right = await acquireOrFindHolder(join(folder, name));
    if (right instanceof FileLock) await right.release();
  }
}

/** Writes the content of a new lock into a file of another name and gives it to `use`, which returns null to drop it. */
async function withDraft(
  file: string,
  use: (draft: string, content: string, handle: FileHandle) => Promise<FileLock | null>,
): Promise<FileLock | null> {
  const owner: LockOwner = {
    ...thisProcess(),
    token: randomUUID(),
    taken: new Date().toISOString(),
  };
  const content = `${JSON.stringify(owner)}\n`;
  const draft = temporaryName(file);
  const handle = await open(draft, 'wx');
  let lock: FileLock | null = null;
  try {
    await handle.writeFile(content);
    // Otherwise a power cut could leave an empty lock file, whose owner nobody knows.
    await handle.sync();
    lock = await use(draft, content, handle);
    return lock;
  } finally {
    await rm(draft, { force: true }).catch(() => undefined);
    if (!lock) await handle.close();
  }
}

const releasedMark = '{"released":true';

/** Marks a lock file that is no longer at its path. The token keeps its content different from all others. */
async function markReleased(handle: FileHandle): Promise<void> {
  const mark = `${releasedMark},"token":"${randomUUID()}"}\n`;
  await handle.truncate(0);
  await handle.write(mark, 0);
}

function isReleased(text: string): boolean {
  return text.startsWith(releasedMark);
}

function parseHolder(file: string, text: string): LockHolder {
  const owner = parseOwner(text);
  return { file, owner, state: owner ? processState(owner) : 'unknown' };
}

function parseOwner(text: string): LockOwner | null {
  try {
    return ownerSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** Null where there is no such file. */
async function readText(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(errorCode(error))) return null;
    throw error;
  }
}
