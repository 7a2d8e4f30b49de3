/**
 * Durable writes of single files. Example: `run.json` holds either the old run or the new one, whenever the
 * process is killed or the power fails.
 *
 *     await writeFileDurably(join(folder, 'run.json'), JSON.stringify(run));
 *
 * Nothing here creates missing parent folders: where a folder is gone, another program has renamed, moved or removed
 * it, and a second one in its place would tear its content apart. Whoever owns a folder creates it by
 * `ensureDirectory`.
 */
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { errorCode, fileError } from './file-errors';
import { temporaryName } from './temporary-files';

/**
 * Replaces the content of a file: a reader, at any time and after a power cut, finds the old content or the
 * new one. Throws `unavailable` where the file cannot be written, also where its folder is gone; the old content
 * stays then, and no temporary file is left behind.
 */
export async function writeFileDurably(path: string, content: string | Uint8Array): Promise<void> {
  const temporary = temporaryName(path);
  try {
    await writeFileSynced(temporary, content);
    await rename(temporary, path);
    await syncDirectory(dirname(path));
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw fileError('written', path, error, Buffer.byteLength(content));
  }
}

/**
 * Writes a file in its place and waits until its content is on the disk. A crash can leave a part of it, so this
 * is for files in a folder that nobody reads yet. Throws the error of the file system.
 */
export async function writeFileSynced(path: string, content: string | Uint8Array): Promise<void> {
  const file = await open(path, 'w');
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

/**
 * Waits until the names in the folder, as changed by a rename or a new file, are on the disk. Does nothing on
 * Windows, which cannot open folders.
 */
export async function syncDirectory(directory: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Creates a folder in an existing one, where there is none yet, and waits until its name is on the disk, also where a
 * process has created it that was killed before that. Throws `unavailable` where the parent folder is missing or the
 * folder cannot be created.
 */
export async function ensureDirectory(directory: string): Promise<void> {
  try {
    await mkdir(directory);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST' || !(await isDirectory(directory)))
      throw fileError('written', directory, error);
  }
  try {
    await syncDirectory(dirname(resolve(directory)));
  } catch (error) {
    throw fileError('written', directory, error);
  }
}

async function isDirectory(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    throw fileError('read', path, error);
  }
}
