/**
 * Files and folders that are too large to be held in memory: written part by part under a temporary name, and renamed
 * when they are whole.
 */
import { link, mkdir, open, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeFolders } from './create-folders';
import { syncDirectory } from './durable-write';
import { WorkbenchError } from '#spec/errors';
import { quote } from '#spec/quote';
import { errorCode, maxQuotedPath, placeError } from './file-errors';
import { moveDirectoryIntoPlace } from './replace-directory';
import { temporaryName } from './temporary-files';

export interface OutputOptions {
  /** Whether what is there is replaced; else `conflict` is thrown, also where it has come meanwhile. */
  overwrite: boolean;
  signal?: AbortSignal;
}

/** A file that is being written. */
export interface FileOutput {
  /** Appends the bytes, or the text as UTF-8. Parts of some hundred kilobytes are quickest. */
  write(part: string | Uint8Array): Promise<void>;
}

/**
 * Writes a file by the calls that `build` makes and puts it at `path`. Returns its size in bytes. Where anything fails or `signal` ends it, the file that was there stays, and nothing else is left behind.
 * Throws what `build` throws, `unavailable` where the file cannot be written, `validation` where its place takes no files, `conflict` where one is there that is not to
 * be replaced, and the reason of `signal`.
 */
export async function writeFileInParts(
  path: string,
  build: (output: FileOutput) => Promise<void>,
  { overwrite, signal }: OutputOptions,
): Promise<number> {
  const temporary = temporaryName(path);
  try {
    const bytes = await writeParts(temporary, build, signal);
    await (overwrite ? rename(temporary, path) : moveToFreeName(temporary, path));
    await syncDirectory(dirname(path));
    return bytes;
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw writingError(path, error);
  }
}

/** What file systems without hard links answer, and Windows on disks of such. */
const noLinkCodes = ['EPERM', 'EACCES', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EISDIR'];

/** Renames a file to a name that nothing has; a rename alone would replace what has come there meanwhile. */
async function moveToFreeName(source: string, path: string): Promise<void> {
  try {
    await link(source, path);
  } catch (error) {
    if (!noLinkCodes.includes(errorCode(error))) throw error;
    await moveToClaimedName(source, path);
    return;
  }
  await rm(source);
}

/** The same by a file that holds the name meanwhile: a process that is killed then leaves it, empty. */
async function moveToClaimedName(source: string, path: string): Promise<void> {
  await (await open(path, 'wx')).close();
  try {
    await rename(source, path);
  } catch (error) {
    await rm(path, { force: true }).catch(() => undefined);
    throw error;
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
  { overwrite, signal }: OutputOptions,
): Promise<void> {
  const temporary = temporaryName(path);
  const folders = new Set([temporary]);
  try {
    await mkdir(temporary);
    await build(async (name, buildFile) => {
      const file = join(temporary, name);
      await makeFolders(dirname(file));
      folders.add(dirname(file));
      return writeParts(file, buildFile, signal);
    });
    for (const folder of folders) await syncDirectory(folder);
    if (overwrite) await moveDirectoryIntoPlace(temporary, path);
    else {
      // Fails where something is there, but for a folder that is empty.
      await rename(temporary, path);
      await syncDirectory(dirname(path));
    }
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

/** The error for something that is not to be replaced. */
export function existsError(path: string): WorkbenchError {
  return new WorkbenchError(
    'conflict',
    `${quote(path, maxQuotedPath)} exists already. Choose another name, or overwrite it with --overwrite.`,
    { reason: 'exists' },
  );
}

/** An error that `build` has thrown for a reason of its own is the caller's. */
function writingError(path: string, error: unknown): unknown {
  if (['EEXIST', 'ENOTEMPTY'].includes(errorCode(error))) return existsError(path);
  return errorCode(error) === '' ? error : placeError(path, error);
}
