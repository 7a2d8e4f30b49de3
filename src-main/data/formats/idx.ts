import { basename } from 'node:path';
import { readBytes } from '#files/read-bytes';
import { WorkbenchError } from '#spec/errors';
import { quote } from '#spec/quote';
import { sizeFromShape } from '#spec/shapes';
import { alignedBytes } from '../aligned-bytes';
import { describeNotFinite } from './finite';
import type { FileNumbers } from './float32';
import { describeForeignFormat } from './foreign-format';
import { parseIdxNumbers, idxTypes, type IdxType } from './idx-types';

/** The array of an IDX file; the first dimension counts the items. */
export interface IdxArray {
  type: IdxType;
  shape: number[];
  /** Unsigned bytes and 32-bit floats as they are, all others as doubles. */
  data: FileNumbers;
}

/**
 * Reads an IDX file, gzipped or not. Throws a WorkbenchError: as `readBytes` where it cannot be read, `validation`, with
 * the byte, where it does not fit the format. Example: the images of MNIST.
 *
 *     const { shape, data } = await readIdx('train-images-idx3-ubyte.gz'); // shape [60000, 28, 28]
 */
export async function readIdx(path: string): Promise<IdxArray> {
  const invalid = (what: string, mend = 'Get the file again.'): WorkbenchError =>
    new WorkbenchError('validation', `${quote(basename(path))} ${what} ${mend}`, { path });
  const bytes = await readBytes(path, undefined, alignedBytes);
  if (bytes.length < 4)
    throw invalid(`ends after byte ${bytes.length}, before its header is whole.`);
  if (bytes[0] !== 0 || bytes[1] !== 0) {
    const foreign = describeForeignFormat(bytes);
    throw invalid(
      `is no IDX file: ${foreign === null ? 'its first two bytes (0 and 1) are not zero' : `it is ${foreign}`}.`,
    );
  }
  const [code = 0, rank = 0] = bytes.subarray(2, 4);
  const type = idxTypes[code];
  if (!type)
    throw invalid(
      `has an unknown type of numbers, 0x${code.toString(16).padStart(2, '0')}, at byte 2.`,
    );
  if (rank < 1 || rank > 8)
    throw invalid(`says at byte 3 that it has ${rank} dimensions; 1 to 8 are read.`);
  const start = 4 + 4 * rank;
  if (bytes.length < start)
    throw invalid(
      `ends after byte ${bytes.length}, within its header of ${start} bytes (${rank} dimensions).`,
    );
  const shape = Array.from({ length: rank }, (_, axis) => bytes.readUInt32BE(4 + 4 * axis));
  const empty = shape.indexOf(0);
  if (empty >= 0)
    throw invalid(`says at byte ${4 + 4 * empty} that dimension ${empty + 1} is 0: it is empty.`);
  const claimed = `${shape[0]?.toLocaleString('en')} items${rank > 1 ? ` of ${shape.slice(1).join(' × ')}` : ''}`;
  const expected = start + type.bytes * sizeFromShape(shape);
  if (bytes.length !== expected)
    throw invalid(
      bytes.length < expected
        ? `says ${claimed} in its header (${expected} bytes), but ends after byte ${bytes.length}.`
        : `says ${claimed} in its header, but goes on after byte ${expected}, to byte ${bytes.length}.`,
    );
  // The numbers take the place of the header, so that bytes, which are a view, begin where the memory does.
  bytes.copyWithin(0, start);
  const data = parseIdxNumbers(type, bytes.subarray(0, bytes.length - start));
  const wrong = data instanceof Uint8Array ? null : describeNotFinite(data, shape);
  if (wrong !== null)
    throw invalid(
      `has ${wrong} (the item, then the indices within it, from 0).`,
      'All must be numbers that 32 bits can hold; mend that item, or leave it out.',
    );
  return { type, shape, data };
}

/**
 * Reads a pair of IDX files, items and their labels. Throws as `readIdx`, and `validation` where the two do not belong
 * together.
 */
export async function readIdxPair(
  images: string,
  labels: string,
): Promise<{ images: IdxArray; labels: FileNumbers }> {
  const [items, classes] = await Promise.all([readIdx(images), readIdx(labels)]);
  const invalid = (path: string, what: string): WorkbenchError =>
    new WorkbenchError('validation', `${quote(basename(path))} ${what}`, { path });
  if (classes.shape.length !== 1)
    throw invalid(
      labels,
      `has ${classes.shape.length} dimensions; a file of labels has one. Are the two files swapped?`,
    );
  if (items.shape.length < 2)
    throw invalid(
      images,
      `has one dimension; a file of images has more. Are the two files swapped?`,
    );
  const [count = 0, labelled = 0] = [items.shape[0], classes.shape[0]];
  if (count !== labelled)
    throw invalid(
      images,
      `has ${count.toLocaleString('en')} items, but ${quote(basename(labels))} has ${labelled.toLocaleString('en')} labels. Take two files of the same set.`,
    );
  return { images: items, labels: classes.data };
}
