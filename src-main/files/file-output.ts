/**
 * Files and folders that are too large to be held in memory: written part by part under a temporary name, and renamed
 * when they are whole.
 */
import { mkdir, open, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { syncDirectory } from './durable-write';
import { errorCode, fileError } from './file-errors';
import { moveDirectoryIntoPlace } from './replace-directory';
import { temporaryName } from './temporary-files';

/** A file that is being written. */
export interface FileOutput {
  /** Appends the bytes, or the text as UTF-8. Parts of some hundred kilobytes are quickest. */
  write(part: string | Uint8Array): Promise<void>;
}

/**
 * Writes a file by the calls that `build` makes and puts it at `path`, in place of the one that may be there. Returns its
 * size in bytes. Where anything fails or `signal` ends it, the file that was there stays, and nothing else is left behind.
 * Throws what `build` throws, `unavailable` where the file cannot be written, and the reason of `signal`.
 */
export async function writeFileInParts(
  path: string,
  build: (output: FileOutput) => Promise<void>,
  signal?: AbortSignal,
): Promise<number> {
  const temporary = temporaryName(path);
  try {
    const bytes = await writeParts(temporary, build, signal);
    await rename(temporary, path);
    await syncDirectory(dirname(path));
    return bytes;
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw writingError(path, error);
  }
}

/** Writes one file of a folder, by a name of the form `file` or `folder/file`, and returns its size in bytes. */
export type WriteFileOfFolder = (
  name: string,
  build: (output: FileOutput) => Promise<void>,
) => Promise<number>;

/** The same for a folder of files and of folders with files. */
export async function writeFolderInParts(
  path: string,
  build: (write: WriteFileOfFolder) => Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  const temporary = temporaryName(path);
  const folders = new Set([temporary]);
  try {
    await mkdir(temporary);
    await build(async (name, buildFile) => {
      const file = join(temporary, name);
      await mkdir(dirname(file), { recursive: true });
      folders.add(dirname(file));
      return writeParts(file, buildFile, signal);
    });
    for (const folder of folders) await syncDirectory(folder);
    await moveDirectoryIntoPlace(temporary, path);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true }).catch(() => undefined);
    throw writingError(path, error);
  }
}

/** Writes a new file, waits until it is on the disk, and returns its size in bytes. */
async function writeParts(
  path: string,
  build: (output: FileOutput) => Promise<void>,
  signal: AbortSignal | undefined,
): Promise<number> {
  const file = await open(path, 'wx');
  try {
    let bytes = 0;
    await build({
      write: async (part) => {
        if (signal?.aborted) throw signal.reason;
        const content = typeof part === 'string' ? Buffer.from(part, 'utf8') : part;
        await writeWhole(file, content, bytes);
        bytes += content.length;
      },
    });
    await file.sync();
    return bytes;
  } finally {
    await file.close();
  }
}

async function writeWhole(file: FileHandle, content: Uint8Array, position: number): Promise<void> {
  let done = 0;
  while (done < content.length)
    done += (await file.write(content, done, content.length - done, position + done)).bytesWritten;
}

/** An error that `build` has thrown for a reason of its own is the caller's. */
function writingError(path: string, error: unknown): unknown {
  return errorCode(error) === '' ? error : fileError('written', path, error);
}
