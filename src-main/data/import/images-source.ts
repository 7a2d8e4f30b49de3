import { readFile, readdir } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import type { Sharp, SharpInput } from 'sharp';
import { maxQuotedPath } from '#files/file-errors';
import type { ImportRequest } from '#spec/dataset';
import { messageOf, WorkbenchError } from '#spec/errors';
import { joinNames, printable, quote } from '#spec/quote';
import { sizeFromShape } from '#spec/shapes';
import type { Split } from '../dataset';
import { shuffleSplit } from './shuffle';
import type { SourceData } from './source-data';

type ImagesRequest = Extract<ImportRequest, { format: 'images' }>;
type Decoder = (input: SharpInput) => Sharp;
type Report = (fraction: number, message: string) => void;

/** Images that are decoded concurrently. */
const concurrency = 32;
const imageNames = /\.(png|jpe?g|webp|gif|tiff?|bmp)$/i;

/**
 * Reads a folder with one sub-folder of images for each class, or such folders named `train` and `test`. Fields: `image`
 * (rows × columns × channels, in [0, 1]) and `label`, with the classes in the order of their names. The training images
 * are shuffled, since otherwise a part cut from the end would hold only the last class. Throws a WorkbenchError that
 * names the file or folder.
 */
export async function readImagesSource(
  request: ImagesRequest,
  report: Report,
): Promise<SourceData> {
  const folders = await foldersIn(request.directory);
  const hasSplits = folders.includes('train');
  const trainRoot = hasSplits ? join(request.directory, 'train') : request.directory;
  const testRoot = hasSplits && folders.includes('test') ? join(request.directory, 'test') : null;
  const names = hasSplits ? await foldersIn(trainRoot) : folders;
  if (names.length < 2)
    throw new WorkbenchError(
      'validation',
      `${quote(trainRoot, maxQuotedPath)} has ${names.length} folders; there must be one for each class, two at least.`,
    );
  const unknownClass =
    testRoot && (await foldersIn(testRoot)).find((name) => !names.includes(name));
  if (unknownClass)
    throw new WorkbenchError(
      'validation',
      `${quote(`test/${unknownClass}`)} is a class that 'train' does not have. Add ${quote(`train/${unknownClass}`)}, or remove the folder.`,
    );
  const files = [
    ...(await imagesOf(trainRoot, names)).map((file) => ({ ...file, test: false })),
    ...(testRoot ? await imagesOf(testRoot, names) : []).map((file) => ({ ...file, test: true })),
  ];
  const pixels = await decodeAll(
    files.map(({ path }) => path),
    request,
    report,
  );
  const shape = [...pixels.size, request.channels];
  const part = (test: boolean): Split => {
    const selected = files.flatMap((file, index) => (file.test === test ? [{ file, index }] : []));
    const length = sizeFromShape(shape);
    const data = new Uint8Array(selected.length * length);
    selected.forEach(({ index }, position) =>
      data.set(pixels.images[index] ?? [], position * length),
    );
    const labels = Int32Array.from(selected, ({ file }) => file.label);
    return {
      count: selected.length,
      columns: {
        image: { kind: 'values', shape, data, scale: 1 / 255 },
        label: { kind: 'label', classes: names.length, data: labels },
      },
    };
  };
  return {
    fields: {
      image: { kind: 'values', shape },
      label: { kind: 'label', classes: names.length, names },
    },
    train: shuffleSplit(part(false)),
    test: testRoot ? part(true) : null,
    description: `Folder of images ${basename(request.directory)}, ${names.length} classes; order mixed`,
    mixed: true,
  };
}

async function foldersIn(directory: string): Promise<string[]> {
  try {
    const entries = await readdir(directory, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
      .map(({ name }) => name)
      .sort();
  } catch {
    throw new WorkbenchError(
      'notFound',
      `There is no folder ${quote(directory, maxQuotedPath)}, or it cannot be read.`,
    );
  }
}

async function imagesOf(
  root: string,
  names: readonly string[],
): Promise<{ path: string; label: number }[]> {
  const files = [];
  for (const [label, name] of names.entries()) {
    const entries = (await foldersIn(root)).includes(name) ? await readdir(join(root, name)) : [];
    const images = entries
      .filter((entry) => imageNames.test(entry) && !entry.startsWith('.'))
      .sort();
    if (images.length === 0)
      throw new WorkbenchError(
        'validation',
        `The class ${quote(name)} has no images in ${quote(join(root, name), maxQuotedPath)}. Add some, or remove the folder.`,
      );
    files.push(...images.map((image) => ({ path: join(root, name, image), label })));
  }
  return files;
}

async function decodeAll(
  paths: readonly string[],
  request: ImagesRequest,
  report: Report,
): Promise<{ images: Uint8Array[]; size: [number, number] }> {
  const images: Uint8Array[] = [];
  const broken: BrokenImage[] = [];
  const decoder = await loadDecoder();
  let common = request.size ?? null;
  for (let start = 0; start < paths.length; start += concurrency) {
    report(start / paths.length, `${start} of ${paths.length} images`);
    const batch = paths.slice(start, start + concurrency);
    const decoded = await Promise.all(batch.map((path) => decode(decoder, path, request)));
    for (const [index, image] of decoded.entries()) {
      if ('reason' in image) {
        broken.push(image);
        continue;
      }
      const { data, rows, columns } = image;
      common ??= [rows, columns];
      if (rows !== common[0] || columns !== common[1])
        throw new WorkbenchError(
          'validation',
          `${quote(relative(request.directory, batch[index] ?? ''))} is ${rows} × ${columns}, but the others are ${common.join(' × ')} (rows × columns). Choose a size to which all are brought.`,
        );
      images.push(data);
    }
  }
  if (broken.length > 0) throw brokenImagesError(broken);
  if (!common)
    throw new WorkbenchError(
      'validation',
      `${quote(request.directory, maxQuotedPath)} has no images.`,
    );
  return { images, size: common };
}

/** Loads the native library only for an import of images, so that the program starts without it. */
async function loadDecoder(): Promise<Decoder> {
  try {
    return (await import('sharp')).default;
  } catch (error) {
    throw new WorkbenchError(
      'unavailable',
      `Images cannot be read: the library 'sharp' does not start here (${messageOf(error)}). Run 'npm install' again, or import the data as IDX files.`,
    );
  }
}

interface DecodedImage {
  /** Bytes of shape [rows, columns, channels]. */
  data: Uint8Array;
  rows: number;
  columns: number;
}

/** An image that cannot be decoded. */
interface BrokenImage {
  /** Its path in the folder that is imported. */
  name: string;
  reason: string;
}

/** Transparent pixels become black. */
async function decode(
  open: Decoder,
  path: string,
  { size, channels, directory }: ImagesRequest,
): Promise<DecodedImage | BrokenImage> {
  try {
    // Passes the bytes, since sharp may answer a path from a cache of an earlier content.
    const image = open(await readFile(path)).flatten({ background: '#000' });
    const sized = size ? image.resize(size[1], size[0], { fit: 'fill' }) : image;
    const coloured = channels === 1 ? sized.greyscale() : sized.toColourspace('srgb');
    const { data, info } = await coloured.raw().toBuffer({ resolveWithObject: true });
    return { data: new Uint8Array(data), rows: info.height, columns: info.width };
  } catch (error) {
    return { name: relative(directory, path), reason: messageOf(error) };
  }
}

function brokenImagesError(broken: readonly BrokenImage[]): WorkbenchError {
  const [first = { name: '', reason: '' }] = broken;
  return new WorkbenchError(
    'validation',
    broken.length === 1
      ? `${quote(first.name)} is no image that can be read (${printable(first.reason, 200)}). Replace or remove it.`
      : `${broken.length.toLocaleString('en')} files are no images that can be read: ${joinNames(broken.map(({ name }) => name))}. Replace or remove them.`,
    { files: broken.map(({ name }) => name) },
  );
}
