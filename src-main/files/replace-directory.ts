/**
 * Durable writes of folders. A folder is built beside its final place and renamed, so that a process that is
 * killed, or a power cut, leaves the old folder or the new one. Example: a checkpoint of two files.
 *
 *     await replaceDirectory(join(checkpoints, '20'), async (write) => {
 *       await write('weights.safetensors', weights);
 *       await write('state.json', state);
 *     });
 *     const weights = await readFile(join(await resolveDirectory(join(checkpoints, '20')), 'weights.safetensors'));
 *
 * Replacing takes two renames: `20` to `20.replaced`, then `20.partial` to `20`. Between them `20.replaced` is
 * the folder that counts: readers find it by `resolveDirectory`, and the next writer renames it back. A folder
 * is never deleted under its own name.
 *
 * A rename that a killed process has made need not be on the disk yet: after a power cut the folder has its earlier
 * name again. So nothing is deleted in a renamed folder before its parent folder is synced, also not the leftovers of
 * another process.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat, truncate } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { syncDirectory, writeFileSynced } from './durable-write';
import { errorCode, fileError } from './file-errors';
import { listNames } from './list-names';

const partialSuffix = '.partial';
const replacedSuffix = '.replaced';
const staleAfterMs = 24 * 60 * 60 * 1000;

/** Writes one file of a folder that is being built, and waits for the disk. */
export type WriteFile = (name: string, content: string | Uint8Array) => Promise<void>;

/**
 * Builds a folder from the files that `build` writes and puts it at `path`, in place of the folder that may be
 * there. At every moment, `resolveDirectory(path)` is the old folder or the new one, whole. Only one process may
 * write into the parent folder at a time: leftovers of earlier, interrupted calls in it are removed first.
 * Where it throws, the old folder or the new one stays, and an unfinished one is removed. Throws `unavailable` where
 * the folder cannot be written, also where its parent folder is gone.
 */
export async function replaceDirectory(
  path: string,
  build: (write: WriteFile) => Promise<void>,
): Promise<void> {
  try {
    await recoverDirectories(dirname(path));
  } catch (error) {
    throw fileError('written', path, error);
  }
  const partial = path + partialSuffix;
  await buildDirectory(path, partial, build, () => moveDirectoryIntoPlace(partial, path));
}

/**
 * Builds a folder from the files that `build` writes and puts it at `path`, where no folder is yet; returns the
 * result of `build`. Several processes may do so in the same parent folder: each builds under a name of its own,
 * and what was left there more than a day ago is removed. Throws, and leaves nothing behind, where `build`
 * throws or there is a folder at `path` already, or `unavailable` where the folder cannot be written, also where its
 * parent folder is gone.
 */
export async function createDirectory<T>(
  path: string,
  build: (write: WriteFile) => Promise<T>,
): Promise<T> {
  const parent = dirname(path);
  await removeStalePartials(parent);
  const partial = join(parent, `.${basename(path)}${partialSuffix}-${randomUUID()}`);
  return buildDirectory(path, partial, build, async () => {
    await rename(partial, path);
    await syncDirectory(parent);
  });
}

/**
 * Renames the finished folder `source` to `path`, in place of the folder that may be there, with the guarantee of
 * `replaceDirectory`. Both have the same parent. Processes that have files of the old folder open keep them.
 */
export async function moveDirectoryIntoPlace(source: string, path: string): Promise<void> {
  await recoverDirectory(path);
  const replaced = path + replacedSuffix;
  try {
    if (await exists(path)) await rename(path, replaced);
    await rename(source, path);
    await syncDirectory(dirname(path));
  } catch (error) {
    await recoverDirectory(path).catch(() => undefined);
    throw error;
  }
  await rm(replaced, { recursive: true, force: true });
}

/**
 * Deletes a folder: it is renamed to `aside`, a name in the same parent that no reader lists, and then removed, so
 * that nobody ever finds a part of it. Throws the error of the file system, `ENOENT` where there is no folder.
 */
export async function removeDirectory(path: string, aside = removedName(path)): Promise<void> {
  await recoverDirectory(path);
  await finishRemoval(aside);
  await rename(path, aside);
  await finishRemoval(aside);
}

/**
 * Deletes a folder that `removeDirectory` has moved to the name `aside`, now or in a process that was killed. Does
 * nothing where there is none.
 */
export async function finishRemoval(aside: string): Promise<void> {
  if (!(await exists(aside))) return;
  await syncDirectory(dirname(aside));
  await rm(aside, { recursive: true, force: true });
}

/**
 * The folder to read for `path`: `path` itself, or, where a replacement was interrupted between its two renames, the
 * old folder beside it. Changes nothing.
 */
export async function resolveDirectory(path: string): Promise<string> {
  if (await exists(path)) return path;
  const replaced = path + replacedSuffix;
  return (await exists(replaced)) ? replaced : path;
}

/**
 * From all names in a folder, those that `resolveDirectory` finds: without folders that are unfinished or being
 * removed, and an old folder of an interrupted replacement under its own name.
 */
export function resolvableNames(names: readonly string[]): string[] {
  const resolvable = names
    .filter((name) => !name.endsWith(partialSuffix) && !isRemovedName(name))
    .map((name) => (name.endsWith(replacedSuffix) ? name.slice(0, -replacedSuffix.length) : name));
  return [...new Set(resolvable)];
}

/**
 * Completes or undoes all replacements and removals in the folder `parent` that were interrupted, and removes
 * unfinished folders. Call it only while no other process writes there.
 */
export async function recoverDirectories(parent: string): Promise<void> {
  for (const name of await listNames(parent)) {
    const path = join(parent, name);
    if (name.endsWith(partialSuffix)) await rm(path, { recursive: true, force: true });
    if (isRemovedName(name)) await finishRemoval(path);
    if (name.endsWith(replacedSuffix))
      await recoverDirectory(path.slice(0, -replacedSuffix.length));
  }
}

/** Completes or undoes the replacement of one folder. */
async function recoverDirectory(path: string): Promise<void> {
  const replaced = path + replacedSuffix;
  if (!(await exists(replaced))) return;
  if (await exists(path)) {
    await finishRemoval(replaced);
    return;
  }
  await rename(replaced, path);
  await syncDirectory(dirname(path));
}

/** The default name of a folder that is being removed. */
function removedName(path: string): string {
  return join(dirname(path), `.${basename(path)}.removed`);
}

/** Whether it is the name of a folder that `removeDirectory` was removing. */
export function isRemovedName(name: string): boolean {
  return /^\..+\.removed$/.test(name);
}

/**
 * Builds a folder at `partial` and has `move` put it at `path`. Where anything fails, it is removed, and errors of the
 * file system name the file in its final place.
 */
async function buildDirectory<T>(
  path: string,
  partial: string,
  build: (write: WriteFile) => Promise<T>,
  move: () => Promise<void>,
): Promise<T> {
  let writing: { path: string; bytes?: number } = { path };
  try {
    await mkdir(partial);
    await syncDirectory(dirname(partial));
    const result = await build(async (name, content) => {
      writing = { path: join(path, name), bytes: Buffer.byteLength(content) };
      await writeFileSynced(join(partial, name), content);
      writing = { path };
    });
    await syncDirectory(partial);
    await move();
    return result;
  } catch (error) {
    await removeIfPossible(partial);
    // An error that `build` has thrown for a reason of its own is the caller's.
    throw errorCode(error) === ''
      ? error
      : fileError('written', writing.path, error, writing.bytes);
  }
}

/** Removes folders that `createDirectory`, or who names them as it does, has left unfinished more than a day ago. Never throws. */
export async function removeStalePartials(parent: string): Promise<void> {
  for (const name of await listNames(parent).catch(() => [])) {
    if (!/^\..+\.partial-[\da-f-]{36}$/.test(name)) continue;
    const path = join(parent, name);
    const modified = (await stat(path).catch(() => null))?.mtimeMs ?? Infinity;
    if (Date.now() - modified > staleAfterMs) await removeIfPossible(path);
  }
}

/** Removes a folder of files. Some file systems need free space for that, which emptying its files gives them. */
async function removeIfPossible(folder: string): Promise<void> {
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    await remove();
  } catch {
    const names = await readdir(folder).catch(() => []);
    for (const name of names) await truncate(join(folder, name)).catch(() => undefined);
    await remove().catch(() => undefined);
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(errorCode(error))) return false;
    throw error;
  }
}
