import { readFile, readdir } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import type { Sharp, SharpInput } from 'sharp';
import type { ImportRequest } from '#spec/dataset';
import { messageOf, WorkbenchError } from '#spec/errors';
import { sizeOf } from '#spec/shapes';
import type { Split } from '../dataset';
import { shuffleSplit } from './shuffle';
import type { SourceData } from './source-data';

type ImagesRequest = Extract<ImportRequest, { format: 'images' }>;
type Decoder = (input: SharpInput) => Sharp;
type Report = (fraction: number, message: string) => void;

/** Images decoded side by side. */
const atOnce = 32;
const endings = /\.(png|jpe?g|webp|gif|tiff?|bmp)$/i;

/**
 * Reads a folder of images by class, or its `train` and `test` folders: fields `image` (rows × columns
 * × channels, in [0, 1]) and `label`, classes in the order of their names. The training images are
 * mixed, since a part cut from the end of the folders' order would hold the last class alone.
 */
export async function readImagesSource(
  request: ImagesRequest,
  report: Report,
): Promise<SourceData> {
  const folders = await foldersIn(request.directory);
  const parted = folders.includes('train');
  const trainRoot = parted ? join(request.directory, 'train') : request.directory;
  const testRoot = parted && folders.includes('test') ? join(request.directory, 'test') : null;
  const names = parted ? await foldersIn(trainRoot) : folders;
  if (names.length < 2)
    throw new WorkbenchError(
      'validation',
      `'${trainRoot}' has ${names.length} folders; there must be one for each class, two at least.`,
    );
  const strange = testRoot && (await foldersIn(testRoot)).find((name) => !names.includes(name));
  if (strange)
    throw new WorkbenchError(
      'validation',
      `'test/${strange}' is a class that 'train' does not have. Add 'train/${strange}', or remove the folder.`,
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
    const chosen = files.flatMap((file, index) => (file.test === test ? [{ file, index }] : []));
    const length = sizeOf(shape);
    const data = new Uint8Array(chosen.length * length);
    chosen.forEach(({ index }, at) => data.set(pixels.images[index] ?? [], at * length));
    const labels = Int32Array.from(chosen, ({ file }) => file.label);
    return {
      count: chosen.length,
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
      `There is no folder '${directory}', or it cannot be read.`,
    );
  }
}

async function imagesOf(
  root: string,
  names: readonly string[],
): Promise<{ path: string; label: number }[]> {
  const found = [];
  for (const [label, name] of names.entries()) {
    const entries = (await foldersIn(root)).includes(name) ? await readdir(join(root, name)) : [];
    const images = entries.filter((entry) => endings.test(entry) && !entry.startsWith('.')).sort();
    if (images.length === 0)
      throw new WorkbenchError(
        'validation',
        `The class '${name}' has no images in '${join(root, name)}'. Add some, or remove the folder.`,
      );
    found.push(...images.map((image) => ({ path: join(root, name, image), label })));
  }
  return found;
}

async function decodeAll(
  paths: readonly string[],
  request: ImagesRequest,
  report: Report,
): Promise<{ images: Uint8Array[]; size: [number, number] }> {
  const images: Uint8Array[] = [];
  const decoder = await loadDecoder();
  let common = request.size ?? null;
  for (let start = 0; start < paths.length; start += atOnce) {
    report(start / paths.length, `${start} of ${paths.length} images`);
    const some = paths.slice(start, start + atOnce);
    const decoded = await Promise.all(some.map((path) => decode(decoder, path, request)));
    for (const [index, { data, rows, columns }] of decoded.entries()) {
      common ??= [rows, columns];
      if (rows !== common[0] || columns !== common[1])
        throw new WorkbenchError(
          'validation',
          `'${relative(request.directory, some[index] ?? '')}' is ${rows} × ${columns}, but the others are ${common.join(' × ')} (rows × columns). Choose a size to which all are brought.`,
        );
      images.push(data);
    }
  }
  if (!common) throw new WorkbenchError('validation', `'${request.directory}' has no images.`);
  return { images, size: common };
}

/** Only who imports images needs the native library, so the program starts without it. */
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

/** Bytes, row by row, channels together; what is transparent becomes black. */
async function decode(
  open: Decoder,
  path: string,
  { size, channels, directory }: ImagesRequest,
): Promise<{ data: Uint8Array; rows: number; columns: number }> {
  try {
    // Given the bytes, not the path: by path, an image may come from a cache of earlier contents.
    const image = open(await readFile(path)).flatten({ background: '#000' });
    const sized = size ? image.resize(size[1], size[0], { fit: 'fill' }) : image;
    const coloured = channels === 1 ? sized.greyscale() : sized.toColourspace('srgb');
    const { data, info } = await coloured.raw().toBuffer({ resolveWithObject: true });
    return { data: new Uint8Array(data), rows: info.height, columns: info.width };
  } catch (error) {
    throw new WorkbenchError(
      'validation',
      `'${relative(directory, path)}' is no image that can be read (${messageOf(error)}). Replace or remove it.`,
    );
  }
}
