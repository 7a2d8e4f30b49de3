/** One setup at a time in one cache folder. */
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runtimesFolder } from './cache';
import { errorCode } from './file-errors';

interface Owner {
  pid: number;
  host: string;
}

export interface LockOptions {
  signal?: AbortSignal;
  /** Told once when another living process holds the lock. */
  onWait?: (pid: number) => void;
  pollMs?: number;
}

/** Held by whoever changes which runtimes are installed. */
export function setupLock(): string {
  return join(runtimesFolder(), '.setup-lock');
}

/**
 * Waits until `file` is ours and returns the function that gives it back. A lock whose process is dead
 * is taken over. Rejects with the signal's reason on abort.
 */
export async function acquireLock(
  file: string,
  options: LockOptions = {},
): Promise<() => Promise<void>> {
  await mkdir(dirname(file), { recursive: true });
  const mine = JSON.stringify({ pid: process.pid, host: hostname() } satisfies Owner);
  let told = false;
  while (!(await tryToCreate(file, mine))) {
    options.signal?.throwIfAborted();
    const text = await readOrNull(file);
    if (text === null) continue;
    const owner = parseOwner(text);
    if (!owner || isDead(owner)) {
      await takeAway(file, text);
      continue;
    }
    if (!told) options.onWait?.(owner.pid);
    told = true;
    await sleep(options.pollMs ?? 500, undefined, { signal: options.signal });
  }
  return () => rm(file, { force: true });
}

/** Creates the lock with its content in one stroke, so that nobody ever reads an empty one. */
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

/** Removes a dead process's lock, unless someone else has done so and put a new one in its place. */
async function takeAway(file: string, dead: string): Promise<void> {
  const aside = `${file}.dead-${process.pid}-${Math.random().toString(36).slice(2)}`;
  try {
    await rename(file, aside);
    if ((await readOrNull(aside)) !== dead) await link(aside, file);
  } catch (error) {
    if (!['ENOENT', 'EEXIST'].includes(errorCode(error))) throw error;
  } finally {
    await rm(aside, { force: true });
  }
}

async function readOrNull(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    return null;
  }
}

function parseOwner(text: string): Owner | null {
  try {
    const owner = JSON.parse(text) as Owner;
    return Number.isInteger(owner.pid) ? owner : null;
  } catch {
    return null;
  }
}

function isDead(owner: Owner): boolean {
  // Of a process on another machine that shares this folder we cannot know.
  if (owner.host !== hostname()) return false;
  return !isAlive(owner.pid);
}

/** Whether a process with this id runs on this machine. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}
