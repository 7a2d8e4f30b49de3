import { basename } from 'node:path';
import type { ImportRequest } from '#spec/dataset';
import { WorkbenchError } from '#spec/errors';
import { quote } from '#spec/quote';
import type { Split } from '../dataset';
import { toFloat32, warnOfRounding, type FileNumbers } from '../formats/float32';
import { readIdxPair } from '../formats/idx';
import { asLabels, describeNoClass, numberClasses, type NumberedClasses } from './class-numbers';
import { isSortedByClass, shuffledNote, shuffleSplit } from './shuffle';
import type { SourceData } from './source-data';

type IdxRequest = Extract<ImportRequest, { format: 'idx' }>;

/**
 * Reads one or two pairs of IDX files. Fields: `image` (unsigned bytes become values in [0, 1]) and `label`, with as many
 * classes as have names, else one for each different label. Examples keep their order, except that those sorted by class
 * are shuffled unless `keepOrder` is set. Throws a WorkbenchError that names the file.
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
  if (test) assertSameKind(train, test);
  const parts = test ? [train, test] : [train];
  const { count: classes, names, notes, toLabels } = findClasses(request.classNames, parts);
  const split = ({ images, labels, shape }: IdxPart): Split => ({
    count: labels.length,
    columns: {
      // Unsigned bytes are pixels from 0 to 255; numbers of other types keep their values.
      image:
        images instanceof Uint8Array
          ? { kind: 'values', shape, data: images, scale: 1 / 255 }
          : { kind: 'values', shape, data: toFloat32(images), scale: 1 },
      label: { kind: 'label', classes, data: toLabels(labels) },
    },
  });
  const warnings = parts.flatMap(
    ({ imagesFile, images, areIntegers }) =>
      warnOfRounding(quote(imagesFile), images, areIntegers) ?? [],
  );
  const inFileOrder = split(train);
  const isShuffled = !request.keepOrder && isSortedByClass(inFileOrder);
  return {
    fields: {
      image: { kind: 'values', shape: train.shape },
      label: { kind: 'label', classes, ...(names && { names }) },
    },
    train: isShuffled ? shuffleSplit(inFileOrder) : inFileOrder,
    test: test && split(test),
    description: `IDX files ${train.imagesFile} and ${train.labelsFile}`,
    mixed: isShuffled,
    notes: isShuffled ? [...notes, shuffledNote] : notes,
    warnings,
  };
}

interface IdxPart {
  imagesFile: string;
  labelsFile: string;
  /** Shape of one item; rows × columns get one channel. */
  shape: number[];
  images: FileNumbers;
  areIntegers: boolean;
  labels: FileNumbers;
}

async function readPart(imagesPath: string, labelsPath: string): Promise<IdxPart> {
  const { images, labels } = await readIdxPair(imagesPath, labelsPath);
  const wrong = describeNoClass(labels);
  if (wrong !== null)
    throw new WorkbenchError('validation', `${quote(basename(labelsPath))} ${wrong}`, {
      path: labelsPath,
    });
  const [, ...shape] = images.shape;
  return {
    imagesFile: basename(imagesPath),
    labelsFile: basename(labelsPath),
    shape: shape.length === 2 ? [...shape, 1] : shape,
    images: images.data,
    areIntegers: !images.type.name.startsWith('f'),
    labels,
  };
}

function assertSameKind(train: IdxPart, test: IdxPart): void {
  if (test.shape.join() !== train.shape.join())
    throw new WorkbenchError(
      'validation',
      `${quote(test.imagesFile)} has items of ${test.shape.join(' × ')}, but the training part has ${train.shape.join(' × ')}.`,
    );
  if (test.images instanceof Uint8Array !== train.images instanceof Uint8Array)
    throw new WorkbenchError(
      'validation',
      `${quote(train.imagesFile)} and ${quote(test.imagesFile)} hold different types of numbers (bytes in one only). Take two files of the same set.`,
    );
}

/** Given names belong to the numbers from 0, so the labels are not renumbered. */
function findClasses(names: string[] | undefined, parts: readonly IdxPart[]): NumberedClasses {
  const [{ labelsFile = '' } = {}] = parts;
  if (!names)
    return numberClasses(
      quote(labelsFile),
      parts.map(({ labels }) => labels),
    );
  for (const { labelsFile: file, labels } of parts) {
    const unnamed = labels.find((label) => label >= names.length);
    if (unnamed !== undefined)
      throw new WorkbenchError(
        'validation',
        `${quote(file)} has the label ${unnamed}, but the ${names.length} names that are given are those of the labels 0 to ${names.length - 1}. Name them all.`,
      );
  }
  return { count: names.length, names, notes: [], toLabels: asLabels };
}
