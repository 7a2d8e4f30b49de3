import { join } from 'node:path';
import { maxQuotedPath } from '#files/file-errors';
import { readBytes } from '#files/read-bytes';
import type { ImportRequest } from '#spec/dataset';
import { isOfKind, WorkbenchError } from '#spec/errors';
import { quote } from '#spec/quote';
import type { Split } from '../dataset';
import type { SourceData } from './source-data';

type CifarRequest = Extract<ImportRequest, { format: 'cifar10' }>;

const side = 32;
/** Bytes of one colour plane. */
const plane = side * side;
/** Bytes of one image: its label, then its red, green and blue planes. */
const recordBytes = 1 + 3 * plane;
const names = [
  'airplane',
  'automobile',
  'bird',
  'cat',
  'deer',
  'dog',
  'frog',
  'horse',
  'ship',
  'truck',
];

/**
 * Reads the binary batches of CIFAR-10: fields `image` (32 × 32 × 3, in [0, 1]) and `label`. Throws a WorkbenchError:
 * `notFound` where a batch is missing, `validation` where it is damaged.
 */
export async function readCifar10Source({ directory }: CifarRequest): Promise<SourceData> {
  const train = [];
  for (const number of [1, 2, 3, 4, 5])
    train.push(await readBatch(directory, `data_batch_${number}.bin`));
  return {
    fields: {
      image: { kind: 'values', shape: [side, side, 3] },
      label: { kind: 'label', classes: names.length, names },
    },
    train: toSplit(train),
    test: toSplit([await readBatch(directory, 'test_batch.bin')]),
    description: 'CIFAR-10 binary batches',
  };
}

async function readBatch(directory: string, name: string): Promise<Buffer> {
  const path = join(directory, name);
  let bytes: Buffer;
  try {
    bytes = await readBytes(path);
  } catch (error) {
    if (!isOfKind(error, 'notFound')) throw error;
    throw new WorkbenchError(
      'notFound',
      `There is no '${name}' in ${quote(directory, maxQuotedPath)}. Give the folder 'cifar-10-batches-bin' of CIFAR-10's binary version.`,
    );
  }
  if (bytes.length === 0 || bytes.length % recordBytes !== 0)
    throw new WorkbenchError(
      'validation',
      `'${name}' has ${bytes.length} bytes, which is no whole number of images of ${recordBytes} bytes: it ends within image ${Math.floor(bytes.length / recordBytes) + 1}. Get the file again.`,
    );
  for (let at = 0; at < bytes.length; at += recordBytes)
    if ((bytes[at] ?? 0) >= names.length)
      throw new WorkbenchError(
        'validation',
        `'${name}' has the label ${bytes[at]} at byte ${at}; CIFAR-10 has labels 0 to 9. Get the file again.`,
      );
  return bytes;
}

function toSplit(batches: readonly Buffer[]): Split {
  const count = batches.reduce((sum, bytes) => sum + bytes.length / recordBytes, 0);
  const images = new Uint8Array(count * 3 * plane);
  const labels = new Uint8Array(count);
  let image = 0;
  for (const bytes of batches)
    for (let at = 0; at < bytes.length; at += recordBytes, image++) {
      labels[image] = bytes[at] ?? 0;
      const start = image * 3 * plane;
      for (let pixel = 0; pixel < plane; pixel++)
        for (let channel = 0; channel < 3; channel++)
          images[start + 3 * pixel + channel] = bytes[at + 1 + channel * plane + pixel] ?? 0;
    }
  return {
    count,
    columns: {
      image: { kind: 'values', shape: [side, side, 3], data: images, scale: 1 / 255 },
      label: { kind: 'label', classes: names.length, data: labels },
    },
  };
}
