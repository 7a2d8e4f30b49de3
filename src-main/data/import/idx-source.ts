import { basename } from 'node:path';
import type { ImportRequest } from '#spec/dataset';
import { WorkbenchError } from '#spec/errors';
import { quote } from '#spec/quote';
import type { Split } from '../dataset';
import { readIdxPair } from '../formats/idx';
import type { SourceData } from './source-data';

type IdxRequest = Extract<ImportRequest, { format: 'idx' }>;

/**
 * Reads one or two pairs of IDX files. Fields: `image` (unsigned bytes become values in [0, 1]) and `label`, with as many
 * classes as have names, else one more than the largest label. Throws a WorkbenchError that names the file.
 */
export async function readIdxSource(request: IdxRequest): Promise<SourceData> {
  if ((request.testImages === undefined) !== (request.testLabels === undefined))
    throw new WorkbenchError(
      'validation',
      'A test part needs both its images and its labels. Give both files or neither.',
    );
  const train = await readPart(request.images, request.labels);
  const test =
    request.testImages !== undefined && request.testLabels !== undefined
      ? await readPart(request.testImages, request.testLabels)
      : null;
  if (test && test.shape.join() !== train.shape.join())
    throw new WorkbenchError(
      'validation',
      `${quote(basename(request.testImages ?? ''))} has items of ${test.shape.join(' × ')}, but the training part has ${train.shape.join(' × ')}.`,
    );
  if (test && test.images.constructor !== train.images.constructor)
    throw new WorkbenchError(
      'validation',
      `${quote(basename(request.images))} and ${quote(basename(request.testImages ?? ''))} hold different types of numbers (bytes in one only). Take two files of the same set.`,
    );
  const minClasses = Math.max(1, train.largest, test?.largest ?? 0) + 1;
  const names = request.classNames;
  if (names && names.length < minClasses)
    throw new WorkbenchError(
      'validation',
      `${quote(basename(request.labels))} has ${minClasses} classes, but ${names.length} names are given for them. Name them all.`,
    );
  const classes = names?.length ?? minClasses;
  const split = ({ images, labels, shape }: typeof train): Split => ({
    count: labels.length,
    columns: {
      // Unsigned bytes are pixels from 0 to 255; numbers of other types keep their values.
      image: {
        kind: 'values',
        shape,
        data: images,
        scale: images instanceof Uint8Array ? 1 / 255 : 1,
      },
      label: { kind: 'label', classes, data: labels },
    },
  });
  return {
    fields: {
      image: { kind: 'values', shape: train.shape },
      label: { kind: 'label', classes, ...(names && { names }) },
    },
    train: split(train),
    test: test && split(test),
    description: `IDX files ${basename(request.images)} and ${basename(request.labels)}`,
  };
}

async function readPart(
  imagesPath: string,
  labelsPath: string,
): Promise<{
  images: Uint8Array | Float32Array;
  labels: Uint8Array | Int32Array;
  shape: number[];
  largest: number;
}> {
  const { images, labels } = await readIdxPair(imagesPath, labelsPath);
  const shape = images.shape.slice(1);
  // A shape of rows × columns gets one channel.
  if (shape.length === 2) shape.push(1);
  let largest = 0;
  for (const label of labels) largest = Math.max(largest, label);
  return { images: images.data, labels, shape, largest };
}
