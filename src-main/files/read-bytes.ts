import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { createGunzip } from 'node:zlib';
import { WorkbenchError, messageOf } from '#spec/errors';
import { formatMegabytes } from '#spec/format-megabytes';
import { quote } from '#spec/quote';
import { errorCode, fileError, maxQuotedPath } from './file-errors';

/** The most bytes that Node reads at once. */
const maxFileBytes = 2 ** 31 - 1;
/** No byte of deflated data stands for more than so many. */
const maxPacking = 1032;

/** Makes the array to read into. */
export type Allocate = (length: number) => Uint8Array;

/**
 * The bytes of a file; those of a gzipped one, whatever its name, are unpacked. Throws a WorkbenchError: `notFound`
 * where there is no such file, `validation` where it is a folder or a device, where it has (also unpacked) more than
 * `maxBytes`, or where its packing is damaged, `unavailable` where it cannot be read.
 */
export async function readBytes(
  path: string,
  maxBytes = maxFileBytes,
  allocate: Allocate = Buffer.allocUnsafe,
): Promise<Buffer> {
  const isPacked = isGzipped(await readHead(path, 2));
  const bytes = await readRaw(path, maxBytes, isPacked ? undefined : allocate);
  if (!isPacked) return bytes;
  try {
    return await unpack(bytes, maxBytes, allocate);
  } catch (error) {
    if (error instanceof TooLarge) throw tooLarge(path, 'more than that unpacked', maxBytes);
    throw new WorkbenchError(
      'validation',
      `${quote(basename(path))} is gzipped and damaged: its contents cannot be unpacked past byte ${await countUnpackable(bytes)} (${messageOf(error)}). Get the file again.`,
      { path },
    );
  }
}

class TooLarge extends Error {}

/**
 * Unpacks into one array of the size that the packed data say at their end. Many small ones would have to be joined, and
 * leave holes in memory that are not given back to the system.
 */
async function unpack(bytes: Buffer, maxBytes: number, allocate: Allocate): Promise<Buffer> {
  const stated = bytes.length < 4 ? 0 : bytes.readUInt32LE(bytes.length - 4);
  let unpacked = allocate(Math.min(stated, maxBytes, maxPacking * bytes.length));
  let filled = 0;
  const unpacking = createGunzip({ chunkSize: 2 ** 18 });
  unpacking.end(bytes);
  for await (const chunk of unpacking as AsyncIterable<Buffer>) {
    const needed = filled + chunk.length;
    if (needed > maxBytes) throw new TooLarge();
    // Only of several packed files in one, or of damaged data.
    if (needed > unpacked.length) {
      const larger = allocate(Math.min(2 * needed, maxBytes));
      larger.set(unpacked.subarray(0, filled));
      unpacked = larger;
    }
    unpacked.set(chunk, filled);
    filled = needed;
  }
  return Buffer.from(unpacked.buffer, unpacked.byteOffset, filled);
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

/** The bytes of a file as they are, also of a gzipped one. Throws as `readBytes` does. */
export async function readRaw(
  path: string,
  maxBytes = maxFileBytes,
  allocate: Allocate = Buffer.allocUnsafe,
): Promise<Buffer> {
  return withFile(path, async (file, size) => {
    if (size > maxBytes) throw tooLarge(path, formatMegabytes(size), maxBytes);
    const bytes = allocate(size);
    let filled = 0;
    while (filled < size) {
      const { bytesRead } = await file.read(bytes, filled, size - filled, filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return Buffer.from(bytes.buffer, bytes.byteOffset, filled);
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
