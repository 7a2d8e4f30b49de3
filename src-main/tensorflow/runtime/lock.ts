/** A lock file, so that only one process at a time changes the installed runtimes. */
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorCode } from '#files/file-errors';
import { runtimesFolder } from './cache';

interface LockOwner {
  pid: number;
  host: string;
}

export interface LockOptions {
  signal?: AbortSignal;
  /** Called once if another running process holds the lock. */
  onWait?: (pid: number) => void;
  /** Interval between attempts, in milliseconds. Default: 500. */
  pollMs?: number;
}

/** The lock file that setup and removal of runtimes hold. */
export function setupLockFile(): string {
  return join(runtimesFolder(), '.setup-lock');
}

/**
 * Waits until this process holds the lock `file` and returns the function that releases it. The lock
 * of a process that no longer runs is removed. Rejects with the signal's reason on abort.
 */
export async function acquireLock(
  file: string,
  options: LockOptions = {},
): Promise<() => Promise<void>> {
  await mkdir(dirname(file), { recursive: true });
  const content = JSON.stringify({ pid: process.pid, host: hostname() } satisfies LockOwner);
  let hasReported = false;
  while (!(await tryToCreate(file, content))) {
    options.signal?.throwIfAborted();
    const text = await readOrNull(file);
    if (text === null) continue;
    const owner = parseOwner(text);
    if (!owner || isOwnerDead(owner)) {
      await removeStaleLock(file, text);
      continue;
    }
    if (!hasReported) options.onWait?.(owner.pid);
    hasReported = true;
    await sleep(options.pollMs ?? 500, undefined, { signal: options.signal });
  }
  return () => rm(file, { force: true });
}

/** Creates the lock file with its content atomically, so that no process reads an empty file. */
async function tryToCreate(file: string, content: string): Promise<boolean> {
  const draft = `${file}.${process.pid}-${Math.random().toString(36).slice(2)}`;
  await writeFile(draft, content);
  try {
    await link(draft, file);
    return true;
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
    return false;
  } finally {
    await rm(draft, { force: true });
  }
}

/** Removes the lock of a dead process, unless another process has already replaced it by a new one. */
async function removeStaleLock(file: string, staleContent: string): Promise<void> {
  const renamedFile = `${file}.dead-${process.pid}-${Math.random().toString(36).slice(2)}`;
  try {
    await rename(file, renamedFile);
    if ((await readOrNull(renamedFile)) !== staleContent) await link(renamedFile, file);
  } catch (error) {
    if (!['ENOENT', 'EEXIST'].includes(errorCode(error))) throw error;
  } finally {
    await rm(renamedFile, { force: true });
  }
}

async function readOrNull(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    return null;
  }
}

function parseOwner(text: string): LockOwner | null {
  try {
    const owner = JSON.parse(text) as LockOwner;
    return Number.isInteger(owner.pid) ? owner : null;
  } catch {
    return null;
  }
}

function isOwnerDead(owner: LockOwner): boolean {
  // The state of a process on another machine that shares this folder is unknown.
  if (owner.host !== hostname()) return false;
  return !isProcessAlive(owner.pid);
}

/** Whether a process with this id runs on this machine, of any user. */
export function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}
