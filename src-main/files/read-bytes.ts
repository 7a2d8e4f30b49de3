import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { promisify } from 'node:util';
import { createGunzip, gunzip } from 'node:zlib';
import { WorkbenchError, messageOf } from '#spec/errors';
import { formatMegabytes } from '#spec/format-megabytes';
import { quote } from '#spec/quote';
import { errorCode, fileError, maxQuotedPath } from './file-errors';

const unpack = promisify(gunzip);

/** The most bytes that Node reads at once. */
const maxFileBytes = 2 ** 31 - 1;

/**
 * The bytes of a file; those of a gzipped one, whatever its name, are unpacked. Throws a WorkbenchError: `notFound`
 * where there is no such file, `validation` where it is a folder or a device, where it has (also unpacked) more than
 * `maxBytes`, or where its packing is damaged, `unavailable` where it cannot be read.
 */
export async function readBytes(path: string, maxBytes = maxFileBytes): Promise<Buffer> {
  const bytes = await readRaw(path, maxBytes);
  if (!isGzipped(bytes)) return bytes;
  try {
    return await unpack(bytes, { maxOutputLength: maxBytes });
  } catch (error) {
    if (errorCode(error) === 'ERR_BUFFER_TOO_LARGE')
      throw tooLarge(path, 'more than that unpacked', maxBytes);
    throw new WorkbenchError(
      'validation',
      `${quote(basename(path))} is gzipped and damaged: its contents cannot be unpacked past byte ${await countUnpackable(bytes)} (${messageOf(error)}). Get the file again.`,
      { path },
    );
  }
}

/** The first bytes of a file, as they are. Throws as `readBytes` does. */
export async function readHead(path: string, count: number): Promise<Buffer> {
  return withFile(path, async (file) => {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(count), 0, count, 0);
    return buffer.subarray(0, bytesRead);
  });
}

/** Whether these are the first bytes of a gzipped file. */
export function isGzipped(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}

async function readRaw(path: string, maxBytes: number): Promise<Buffer> {
  return withFile(path, async (file, size) => {
    if (size > maxBytes) throw tooLarge(path, formatMegabytes(size), maxBytes);
    return file.readFile();
  });
}

/** Calls the function with the open file and its size in bytes, and closes it. */
async function withFile<T>(
  path: string,
  use: (file: Awaited<ReturnType<typeof open>>, size: number) => Promise<T>,
): Promise<T> {
  try {
    // Opening a pipe waits for its writer, unless it is opened without blocking.
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const stats = await file.stat();
      // A device may have no end.
      if (!stats.isFile())
        throw new WorkbenchError(
          'validation',
          `${quote(path, maxQuotedPath)} is ${stats.isDirectory() ? 'a folder' : 'a device or a pipe'}, not a file. Choose a file.`,
        );
      return await use(file, stats.size);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(errorCode(error)))
      throw new WorkbenchError('notFound', `There is no file ${quote(path, maxQuotedPath)}.`);
    throw fileError('read', path, error);
  }
}

function tooLarge(path: string, size: string, maxBytes: number): WorkbenchError {
  return new WorkbenchError(
    'validation',
    `${quote(path, maxQuotedPath)} has ${size}; at most ${formatMegabytes(maxBytes)} are read here. Choose a smaller file, or a part of this one.`,
  );
}

/** Bytes that can be unpacked from damaged data: exact where the data are cut off, else to about a kilobyte. */
function countUnpackable(bytes: Buffer): Promise<number> {
  return new Promise((resolve) => {
    let count = 0;
    const finish = (): void => resolve(count);
    const unpacking = createGunzip({ chunkSize: 1024 }).on('error', finish).on('end', finish);
    unpacking.on('data', (chunk: Buffer) => (count += chunk.length));
    unpacking.end(bytes);
  });
}
