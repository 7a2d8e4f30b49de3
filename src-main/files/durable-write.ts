/**
 * Durable writes of single files. Example: `run.json` holds either the old run or the new one, whenever the
 * process is killed or the power fails.
 *
 *     await writeFileDurably(join(folder, 'run.json'), JSON.stringify(run));
 */
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { fileError } from './file-errors';

/** Counts the temporary files of this process, so that each has a name of its own. */
let temporaryFiles = 0;

/**
 * Replaces the content of a file: a reader, at any time and after a power cut, finds the old content or the
 * new one. Missing parent folders are created. Throws `unavailable` where the file cannot be written; the old
 * content stays then, and no temporary file is left behind.
 */
export async function writeFileDurably(path: string, content: string | Uint8Array): Promise<void> {
  temporaryFiles += 1;
  const temporary = `${path}.${process.pid}-${temporaryFiles}.tmp`;
  try {
    await makeDirectory(dirname(path));
    await writeFileSynced(temporary, content);
    await rename(temporary, path);
    await syncDirectory(dirname(path));
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw fileError('written', path, error);
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

/** Creates a folder with its missing parents and waits until their names are on the disk. */
export async function makeDirectory(directory: string): Promise<void> {
  const firstCreated = await mkdir(resolve(directory), { recursive: true });
  if (firstCreated === undefined) return;
  const last = dirname(resolve(firstCreated));
  for (let parent = dirname(resolve(directory)); ; parent = dirname(parent)) {
    await syncDirectory(parent);
    if (parent === last) return;
  }
}
