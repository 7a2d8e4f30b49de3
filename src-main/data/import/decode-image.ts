import { readFile } from 'node:fs/promises';
import type { Sharp, SharpInput, SharpOptions } from 'sharp';
import { messageOf, WorkbenchError } from '#spec/errors';
import type { ImportRequest } from '#spec/dataset';
import { decodeBmp, isBmp } from '../formats/bmp';
import { describeForeignFormat } from '../formats/foreign-format';

type Library = (input: SharpInput, options?: SharpOptions) => Sharp;
type Settings = Pick<
  Extract<ImportRequest, { format: 'images' }>,
  'size' | 'channels' | 'background'
>;

export interface DecodedImage {
  /** Bytes of shape [rows, columns, channels]. */
  data: Uint8Array;
  rows: number;
  columns: number;
  /** What of the file is lost. */
  losses: ImageLoss[];
}

/** Transparent pixels get a background, only the first frame is taken, only the upper 8 of 16 bits, inks become RGB. */
export type ImageLoss = 'opacity' | 'frames' | 'depth' | 'inks';

/** Reads a file. Throws an Error whose message says what is wrong with it, as a clause. */
export type DecodeImage = (path: string) => Promise<DecodedImage>;

const readableFormats = ['png', 'jpeg', 'webp', 'gif', 'tiff', 'heif', 'raw'];

/** Loads the native library, which the program does not need to start. Throws `unavailable`. */
export async function createImageDecoder(settings: Settings): Promise<DecodeImage> {
  let library: Library;
  try {
    library = (await import('sharp')).default;
  } catch (error) {
    throw new WorkbenchError(
      'unavailable',
      `Images cannot be read: the library 'sharp' does not start here (${messageOf(error)}). Run 'npm install' again, or import the data as IDX files.`,
    );
  }
  return async (path) => decode(library, await readFile(path), settings);
}

async function decode(
  library: Library,
  bytes: Buffer,
  { size, channels, background }: Settings,
): Promise<DecodedImage> {
  if (bytes.length === 0) throw new Error('it is empty');
  const image = openImage(library, bytes);
  const {
    format,
    depth,
    pages = 1,
    hasAlpha,
    space,
  } = await image.metadata().catch((error: unknown) => {
    const foreign = describeForeignFormat(bytes);
    const isKnown = foreign !== null && !foreign.endsWith('image');
    throw new Error(isKnown ? `it is ${foreign}` : reasonOf(error));
  });
  if (!readableFormats.includes(format)) throw new Error(`its format, ${format}, is not read`);
  if (depth !== 'uchar' && depth !== 'ushort')
    throw new Error(`its pixels are numbers of the type ${depth}, not of 8 or 16 bits`);
  const losses: ImageLoss[] = [];
  if (hasAlpha && !(await explained(image.stats())).isOpaque) losses.push('opacity');
  if (pages > 1) losses.push('frames');
  if (depth === 'ushort') losses.push('depth');
  if (space === 'cmyk') losses.push('inks');
  const upright = image.autoOrient().flatten({ background });
  const sized = size ? upright.resize(size[1], size[0], { fit: 'fill' }) : upright;
  const coloured = channels === 1 ? sized.greyscale() : sized.toColourspace('srgb');
  const { data, info } = await explained(coloured.raw().toBuffer({ resolveWithObject: true }));
  if (info.channels !== channels) throw new Error(`it has ${info.channels} channels`);
  return { data: new Uint8Array(data), rows: info.height, columns: info.width, losses };
}

/** Passes the bytes, since sharp may answer a path from a cache of an earlier content. */
function openImage(library: Library, bytes: Buffer): Sharp {
  if (!isBmp(bytes)) return library(bytes);
  const { width, height, data } = decodeBmp(bytes);
  return library(data, { raw: { width, height, channels: 4 } });
}

function explained<T>(work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    throw new Error(reasonOf(error));
  });
}

/** What the library says, in words that a user knows, as a clause. */
function reasonOf(error: unknown): string {
  const message = messageOf(error);
  if (message.includes('unsupported image format'))
    return 'it is no image of a format that is read';
  if (message.includes('exceeds pixel limit')) return 'it has more than 16,383 × 16,383 pixels';
  // Of HEIF and of TIFF.
  if (/compression format has not been built in|support is not configured/.test(message))
    return 'its compression, such as HEVC in HEIC photos, is not read';
  if (message.includes('out of memory')) return 'there is too little memory to read it';
  return 'it is damaged or cut off';
}
