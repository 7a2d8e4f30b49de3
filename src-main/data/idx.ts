import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { WorkbenchError } from '#spec/errors';

const unzip = promisify(gunzip);

/** What an IDX file holds: bytes of any number of dimensions, the first counting the items. */
export interface IdxArray {
  shape: number[];
  data: Uint8Array;
}

/**
 * Reads an IDX file of unsigned bytes, gzipped or not. Throws a WorkbenchError that names the file and
 * the byte where it stops fitting the format.
 */
export async function readIdx(path: string): Promise<IdxArray> {
  const name = basename(path);
  const refuse = (what: string): WorkbenchError =>
    new WorkbenchError('validation', `'${name}' ${what} Get the file again.`, { path });
  const bytes = await readMaybeGzipped(path, refuse);
  if (bytes.length < 4) throw refuse(`ends after ${bytes.length} bytes, before its header.`);
  if (bytes[0] !== 0 || bytes[1] !== 0)
    throw refuse('is no IDX file: its first two bytes (0 and 1) are not zero.');
  const [type = 0, rank = 0] = bytes.subarray(2, 4);
  if (type !== 0x08)
    throw refuse(
      `holds numbers of type 0x${type.toString(16).padStart(2, '0')} (byte 2); only unsigned bytes (0x08) are read.`,
    );
  const start = 4 + 4 * rank;
  if (rank < 1 || rank > 4 || bytes.length < start)
    throw refuse(`says it has ${rank} dimensions (byte 3) but ends at byte ${bytes.length}.`);
  const shape = Array.from({ length: rank }, (_, axis) => bytes.readUInt32BE(4 + 4 * axis));
  const expected = start + shape.reduce((all, one) => all * one, 1);
  if (bytes.length !== expected)
    throw refuse(
      `should have ${expected} bytes by its header (${shape.join(' × ')}), but ${bytes.length < expected ? `ends at byte ${bytes.length}` : `has ${bytes.length}`}.`,
    );
  return {
    shape,
    data: new Uint8Array(bytes.buffer, bytes.byteOffset + start, bytes.length - start),
  };
}

async function readMaybeGzipped(
  path: string,
  refuse: (what: string) => WorkbenchError,
): Promise<Buffer> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch {
    throw new WorkbenchError('notFound', `There is no file '${path}', or it cannot be read.`);
  }
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return await unzip(bytes);
  } catch {
    throw refuse(
      `is gzipped, but damaged: it cannot be unpacked to its end (${bytes.length} bytes).`,
    );
  }
}

/** A pair of IDX files: items and their classes. Throws where they do not go together. */
export async function readIdxPair(
  images: string,
  labels: string,
): Promise<{ images: IdxArray; labels: Uint8Array }> {
  const [items, classes] = await Promise.all([readIdx(images), readIdx(labels)]);
  if (classes.shape.length !== 1)
    throw new WorkbenchError(
      'validation',
      `'${basename(labels)}' has ${classes.shape.length} dimensions; a file of labels has one. Are the two files swapped?`,
    );
  if (items.shape.length < 2)
    throw new WorkbenchError(
      'validation',
      `'${basename(images)}' has one dimension; a file of images has more. Are the two files swapped?`,
    );
  const [count, labelled] = [items.shape[0] ?? 0, classes.shape[0] ?? 0];
  if (count !== labelled)
    throw new WorkbenchError(
      'validation',
      `'${basename(images)}' has ${count} items, but '${basename(labels)}' has ${labelled} labels. Take two files of the same set.`,
    );
  return { images: items, labels: classes.data };
}
