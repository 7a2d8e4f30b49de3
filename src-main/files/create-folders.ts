import { existsSync, mkdirSync, statSync } from 'node:fs';
import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ensureDirectory } from './durable-write';

/*
 * `mkdir` with `recursive` never ends in places that take no folders and call that a missing parent, as /proc does. So
 * nothing else in the program creates parent folders.
 */

/**
 * Creates a folder and its missing parents, waits until their names are on the disk, and adds the path of each one to
 * `created`. Throws as `ensureDirectory`.
 */
export async function createFolders(folder: string, created: string[] = []): Promise<void> {
  const isMissing = !(await stat(folder).catch(() => null));
  if (!isMissing || folder === dirname(folder)) return;
  await createFolders(dirname(folder), created);
  created.push(folder);
  await ensureDirectory(folder);
}

/**
 * The same without waiting for the disk, for what can be made again: caches, logs, and folders that are moved to their
 * place when they are whole. `mode`: of each folder that is created. Throws the error of the file system.
 */
export async function makeFolders(folder: string, mode?: number): Promise<void> {
  if (await isFolder(folder)) return;
  const parent = dirname(folder);
  if (parent !== folder && !(await stat(parent).catch(() => null))) await makeFolders(parent, mode);
  await mkdir(folder, { mode }).catch(async (error: unknown) => {
    // Another process may have been faster.
    if (!(await isFolder(folder))) throw error;
  });
}

/** The same, at once. */
export function makeFoldersSync(folder: string): void {
  if (isFolderSync(folder)) return;
  const parent = dirname(folder);
  if (parent !== folder && !existsSync(parent)) makeFoldersSync(parent);
  try {
    mkdirSync(folder);
  } catch (error) {
    if (!isFolderSync(folder)) throw error;
  }
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isDirectory() ?? false;
}

function isFolderSync(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
