/** Files that are written under another name and then renamed, and the removal of those that were left behind. */
import { randomBytes } from 'node:crypto';
import type { Stats } from 'node:fs';
import { lstat, mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileError } from './file-errors';
import { listNames } from './list-names';
import { isProcessAlive } from './process-identity';

const staleAfterMs = 60_000;

/**
 * A name beside `path` that no other call returns, not even one in a container or on another computer where a process
 * has the same id.
 */
export function temporaryName(path: string): string {
  return `${path}.${process.pid}-${randomBytes(6).toString('hex')}.tmp`;
}

/**
 * Removes the temporary files and folders in this folder, not in its sub-folders, that killed processes left: those older than a
 * minute whose process does not run on this computer. Never throws, also where the disk is read-only or the folder is missing.
 */
export async function removeLeftovers(directory: string): Promise<void> {
  await removeStale(directory, () => true);
}

async function removeStale(
  directory: string,
  mayRemove: (name: string, stats: Stats) => boolean,
): Promise<void> {
  for (const name of await listNames(directory).catch(() => [])) {
    const pid = /\.(\d+)-[\da-f]+\.tmp$/.exec(name)?.[1];
    if (pid === undefined || isProcessAlive(Number(pid))) continue;
    const path = join(directory, name);
    const stats = await lstat(path).catch(() => null);
    // The process may run on another computer or in a container, where a file is being written for a moment only.
    if (!stats || Date.now() - stats.mtimeMs <= staleAfterMs || !mayRemove(name, stats)) continue;
    await rm(path, { recursive: true, force: true }).catch(() => undefined);
  }
}

/**
 * Makes a folder in the system's temporary folder, for this user alone; `purpose` names it. Whoever makes it removes it;
 * `removeTemporaryFolders` those that killed processes left. Throws `unavailable` where it cannot be made.
 */
export async function makeTemporaryFolder(purpose: string): Promise<string> {
  const folder = temporaryName(join(tmpdir(), beginningOf(purpose)));
  try {
    await mkdir(folder, { mode: 0o700 });
    return folder;
  } catch (error) {
    throw fileError('written', folder, error);
  }
}

/**
 * Removes the temporary folders for these purposes that killed processes of this user left. Never throws. Those of other users
 * stay: while such a folder is being removed, its owner could put a link to files of this user into it.
 */
export async function removeTemporaryFolders(purposes: readonly string[]): Promise<void> {
  const beginnings = purposes.map((purpose) => `${beginningOf(purpose)}.`);
  // Windows has no such number, and a temporary folder for each user.
  const user = process.getuid?.();
  await removeStale(
    tmpdir(),
    (name, { uid }) =>
      (user === undefined || uid === user) &&
      beginnings.some((beginning) => name.startsWith(beginning)),
  );
}

function beginningOf(purpose: string): string {
  return `dni-${purpose}`;
}
