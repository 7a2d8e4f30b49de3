import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import sharp from 'sharp';
import type { ImportRequest } from '#spec/dataset';
import { WorkbenchError } from '#spec/errors';
import type { Split } from './dataset';
import type { SourceData } from './source';

type ImagesRequest = Extract<ImportRequest, { format: 'images' }>;
type Report = (fraction: number, message: string) => void;

const endings = /\.(png|jpe?g|webp|gif|tiff?|bmp)$/i;

/**
 * Reads a folder of images by class, or its `train` and `test` folders: fields `image` (rows × columns
 * × channels, in [0, 1]) and `label`, classes in the order of their names.
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
    const length = shape.reduce((all, one) => all * one, 1);
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
    train: part(false),
    test: testRoot ? part(true) : null,
    description: `Images of ${names.length} classes`,
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
    const images = entries.filter((entry) => endings.test(entry)).sort();
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
  { size, channels, directory }: ImagesRequest,
  report: Report,
): Promise<{ images: Uint8Array[]; size: [number, number] }> {
  const images: Uint8Array[] = [];
  let common = size ?? null;
  for (const [index, path] of paths.entries()) {
    const { data, rows, columns } = await decode(path, size, channels, directory);
    common ??= [rows, columns];
    if (rows !== common[0] || columns !== common[1])
      throw new WorkbenchError(
        'validation',
        `'${relative(directory, path)}' is ${rows} × ${columns}, but the others are ${common.join(' × ')}. Choose a size to which all are brought.`,
      );
    images.push(data);
    if (index % 50 === 0) report(index / paths.length, `${index} of ${paths.length} images`);
  }
  if (!common) throw new WorkbenchError('validation', `'${directory}' has no images.`);
  return { images, size: common };
}

async function decode(
  path: string,
  size: [number, number] | undefined,
  channels: 1 | 3,
  directory: string,
): Promise<{ data: Uint8Array; rows: number; columns: number }> {
  try {
    const image = sharp(path).flatten({ background: '#000' });
    const sized = size ? image.resize(size[1], size[0], { fit: 'fill' }) : image;
    const coloured = channels === 1 ? sized.greyscale() : sized.toColourspace('srgb');
    const { data, info } = await coloured.raw().toBuffer({ resolveWithObject: true });
    return { data: new Uint8Array(data), rows: info.height, columns: info.width };
  } catch {
    throw new WorkbenchError(
      'validation',
      `'${relative(directory, path)}' is no image that can be read. Replace or remove it.`,
    );
  }
}
