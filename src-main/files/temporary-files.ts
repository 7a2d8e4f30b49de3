/** Files that are written under another name and then renamed, and the removal of those that were left behind. */
import { randomBytes } from 'node:crypto';
import { mkdir, rm, stat } from 'node:fs/promises';
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
 * minute whose process does not run on this computer. `beginning`: of their names, in a folder of other programs too. Never
 * throws, also where the disk is read-only or the folder is missing.
 */
export async function removeLeftovers(directory: string, beginning = ''): Promise<void> {
  for (const name of await listNames(directory).catch(() => [])) {
    if (!name.startsWith(beginning)) continue;
    const pid = /\.(\d+)-[\da-f]+\.tmp$/.exec(name)?.[1];
    if (pid === undefined || isProcessAlive(Number(pid))) continue;
    const path = join(directory, name);
    // The process may run on another computer or in a container, where a file is being written for a moment only.
    const modified = (await stat(path).catch(() => null))?.mtimeMs ?? Infinity;
    if (Date.now() - modified > staleAfterMs)
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

/** Removes the temporary folders for these purposes that killed processes left. Never throws. */
export async function removeTemporaryFolders(purposes: readonly string[]): Promise<void> {
  for (const purpose of purposes) await removeLeftovers(tmpdir(), `${beginningOf(purpose)}.`);
}

function beginningOf(purpose: string): string {
  return `dni-${purpose}`;
}
