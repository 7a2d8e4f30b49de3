import type { Dirent } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { errorCode, fileError, maxQuotedPath } from '#files/file-errors';
import { WorkbenchError } from '#spec/errors';
import { joinNames, quote } from '#spec/quote';
import type { SplitName } from '#spec/task';
import { isBmp } from '../formats/bmp';
import { LeftOut } from './left-out';

/** A file that is to be decoded. */
export interface ImageFile {
  path: string;
  /** Its path within the folder that is imported. */
  name: string;
  part: SplitName;
  /** Index of its class. */
  label: number;
}

/** The images of a folder, and what of it is left out. */
export interface ImageFolder {
  /** Names of the classes, in order. */
  classes: string[];
  /** The parts that the folder has; each has images. */
  parts: SplitName[];
  files: ImageFile[];
  /** What is left out and why, in sentences. */
  notes: string[];
}

export const readableNames = /\.(png|apng|jpe?g|jpe|jfif|webp|gif|tiff?|avif|bmp|dib)$/i;
/** Pictures and films of formats that are not read. */
const otherPictures =
  /\.(hei[cf]|svg|ico|jp2|j2k|jxl|psd|xcf|tga|pcx|p[bgpn]m|exr|hdr|dcm|nii|cr2|nef|arw|dng|raw|eps|pdf|mp4|avi|mov|webm)$/i;
/** What operating systems and archives add to folders. */
export const systemNames =
  /^(\..*|__macosx|thumbs\.db|ehthumbs\.db|desktop\.ini|icon\r|@eadir|\$recycle\.bin|system volume information)$/i;

/** How the folders of parts are called, in small letters. */
export const partNames: Readonly<Record<string, SplitName>> = {
  train: 'train',
  training: 'train',
  val: 'validation',
  valid: 'validation',
  validation: 'validation',
  dev: 'validation',
  test: 'test',
  testing: 'test',
};

/** A folder of class folders. */
interface Part {
  part: SplitName;
  /** Within the folder that is imported; '' where that has the class folders itself. */
  name: string;
  /** Paths of the images of each class. */
  classes: Map<string, string[]>;
}

/**
 * Finds the images of a folder with one sub-folder for each class, or with such folders in `train`, `val` and `test`.
 * Links are followed. Throws a WorkbenchError: `notFound` where there is no such folder, `validation` where its
 * sub-folders are no classes.
 */
export async function findImages(directory: string): Promise<ImageFolder> {
  const leftOut = new LeftOut(directory);
  const parts = await findParts(directory, leftOut);
  const [train] = parts;
  if (!train) throw new Error('A folder of images has a training part.');
  const classes = [...train.classes.keys()].sort();
  const trainFolder = join(directory, train.name);
  if (classes.length < 2) throw await tooFewClassesError(trainFolder, classes[0]);
  const empty = classes.filter((name) => train.classes.get(name)?.length === 0);
  if (empty.length > 0) throw noImagesError(trainFolder, empty, leftOut);
  const files = parts.flatMap((part) => filesOf(directory, part, classes, train.name));
  return { classes, parts: parts.map(({ part }) => part), files, notes: leftOut.describe() };
}

function filesOf(
  directory: string,
  { part, name: folder, classes: found }: Part,
  classes: readonly string[],
  trainFolder: string,
): ImageFile[] {
  const unknown = [...found].flatMap(([name, images]) =>
    images.length > 0 && !classes.includes(name) ? [name] : [],
  );
  if (unknown.length > 0)
    throw invalid(
      `${joinNames(unknown.map((name) => quote(`${folder}/${name}`)))} ${unknown.length === 1 ? 'is a class' : 'are classes'} that ${quote(trainFolder)} does not have. Add ${unknown.length === 1 ? 'it' : 'them'} there, or remove the folder${unknown.length === 1 ? '' : 's'}.`,
    );
  const files = classes.flatMap((name, label) =>
    (found.get(name) ?? []).map((path) => ({
      path,
      name: relative(directory, path),
      part,
      label,
    })),
  );
  if (files.length === 0)
    throw invalid(
      `${quote(join(directory, folder), maxQuotedPath)} has no images in folders of classes. Add some, or remove the folder.`,
    );
  return files;
}

/** The parts of the folder, the training part first. */
async function findParts(directory: string, leftOut: LeftOut): Promise<Part[]> {
  const root = await list(directory, leftOut);
  leftOut.looseImages.push(...root.images);
  const partFolders = await findPartFolders(directory, root.folders);
  if (!partFolders)
    return [
      { part: 'train', name: '', classes: await findClasses(directory, root.folders, leftOut) },
    ];
  const names = Object.values(partFolders);
  for (const name of root.folders)
    if (!names.includes(name)) leftOut.folders.push(join(directory, name));
  const parts: Part[] = [];
  for (const part of ['train', 'validation', 'test'] as const) {
    const name = partFolders[part];
    if (name === undefined) continue;
    const folder = join(directory, name);
    const { folders, images } = await list(folder, leftOut);
    leftOut.looseImages.push(...images);
    parts.push({ part, name, classes: await findClasses(folder, folders, leftOut) });
  }
  return parts;
}

/**
 * The names of the folders `train`, `val` and `test`; null where there are none, so that the folders are classes. A class
 * may be called `train`: it has no folders in it.
 */
async function findPartFolders(
  directory: string,
  folders: readonly string[],
): Promise<Partial<Record<SplitName, string>> | null> {
  const named = folders.filter((name) => partNames[name.toLowerCase()] !== undefined);
  const found: Partial<Record<SplitName, string>> = {};
  for (const name of named) {
    const contents = await list(join(directory, name), new LeftOut(directory));
    if (contents.folders.length === 0) continue;
    const part = partNames[name.toLowerCase()] ?? 'train';
    const other = found[part];
    if (other !== undefined)
      throw invalid(
        `${quote(directory, maxQuotedPath)} has two folders for the ${part} part, ${quote(other)} and ${quote(name)}. Merge them, or move one away.`,
      );
    found[part] = name;
  }
  const [heldOut] = Object.values(found);
  if (heldOut === undefined && new Set(named.map((name) => partNames[name.toLowerCase()])).size < 2)
    return null;
  if (found.train !== undefined) return found;
  throw invalid(
    heldOut === undefined
      ? `${named.map((name) => quote(name)).join(' and ')} have no folders of classes. Put the images of each class in a folder with the name of the class.`
      : `${quote(directory, maxQuotedPath)} has class folders in ${quote(heldOut)}, but no such folder ${quote('train')}. Add it, or import the folder ${quote(heldOut)} alone.`,
  );
}

/**
 * Paths of the images of each class. Names that differ only in how Unicode composes their letters, as macOS and Linux
 * write them, are one class.
 */
async function findClasses(
  folder: string,
  names: readonly string[],
  leftOut: LeftOut,
): Promise<Map<string, string[]>> {
  const classes = new Map<string, string[]>();
  for (const name of names) {
    const classFolder = join(folder, name);
    const { folders, images } = await list(classFolder, leftOut);
    leftOut.folders.push(...folders.map((inner) => join(classFolder, inner)));
    const normalized = name.normalize('NFC');
    classes.set(normalized, [...(classes.get(normalized) ?? []), ...images]);
  }
  return classes;
}

/** Names of the sub-folders, and paths of the images, both sorted; everything else is noted as left out. */
async function list(
  directory: string,
  leftOut: LeftOut,
): Promise<{ folders: string[]; images: string[] }> {
  const folders: string[] = [];
  const images: string[] = [];
  for (const entry of await readFolder(directory)) {
    const { name } = entry;
    const path = join(directory, name);
    if (systemNames.test(name)) {
      leftOut.systemFiles += 1;
      continue;
    }
    const kind = await kindOf(entry, path);
    if (kind === 'folder') folders.push(name);
    else if (kind !== 'file') leftOut[kind].push(path);
    else if (readableNames.test(name) || (await beginsAsImage(path))) images.push(path);
    else if (otherPictures.test(name)) leftOut.pictures.push(path);
    else leftOut.otherFiles.push(path);
  }
  return { folders: folders.sort(), images: images.sort() };
}

async function readFolder(directory: string): Promise<Dirent[]> {
  try {
    return await readdir(directory, { withFileTypes: true });
  } catch (error) {
    if (!['ENOENT', 'ENOTDIR'].includes(errorCode(error)))
      throw fileError('read', directory, error);
    throw new WorkbenchError(
      'notFound',
      `There is no folder ${quote(directory, maxQuotedPath)}. Choose a folder with one folder of images for each class.`,
    );
  }
}

/** What an entry is, or what the link leads to. */
async function kindOf(
  entry: Dirent,
  path: string,
): Promise<'file' | 'folder' | 'brokenLinks' | 'specialFiles'> {
  const target = entry.isSymbolicLink() ? await stat(path).catch(() => null) : entry;
  if (target === null) return 'brokenLinks';
  if (target.isDirectory()) return 'folder';
  return target.isFile() ? 'file' : 'specialFiles';
}

/** Whether a file whose name does not say so begins as an image does. */
export async function beginsAsImage(path: string): Promise<boolean> {
  const file = await open(path).catch(() => null);
  if (!file) return false;
  try {
    const bytes = Buffer.alloc(32);
    await file.read(bytes, 0, bytes.length, 0);
    const text = bytes.toString('latin1');
    return (
      /^(\x89PNG\r\n|\xff\xd8\xff|GIF8[79]a|II\*\0|MM\0\*|RIFF[^]{4}WEBP|[^]{4}ftypavi[fs])/.test(
        text,
      ) || isBmp(bytes)
    );
  } finally {
    await file.close();
  }
}

async function tooFewClassesError(
  folder: string,
  only: string | undefined,
): Promise<WorkbenchError> {
  const rule = 'There must be one for each class, two at least.';
  if (only === undefined) return invalid(`${quote(folder, maxQuotedPath)} has no folders. ${rule}`);
  const inner = join(folder, only);
  const { folders } = await list(inner, new LeftOut(folder)).catch(() => ({ folders: [] }));
  return invalid(
    `${quote(folder, maxQuotedPath)} has only the folder ${quote(only)}. ${
      folders.length > 0
        ? `That has folders itself (${joinNames(folders)}): import ${quote(inner, maxQuotedPath)} if they are the classes.`
        : rule
    }`,
  );
}

function noImagesError(
  folder: string,
  classes: readonly string[],
  leftOut: LeftOut,
): WorkbenchError {
  const others = classes.flatMap((name) =>
    leftOut.within(join(folder, name)).map((inner) => `${name}/${inner}`),
  );
  return invalid(
    `The ${classes.length === 1 ? 'class' : 'classes'} ${joinNames(classes.map((name) => quote(name)))} ${classes.length === 1 ? 'has' : 'have'} no images in ${quote(folder, maxQuotedPath)}. Add some, or remove the folder${classes.length === 1 ? '' : 's'}.${
      others.length > 0 ? ` Not taken: ${joinNames(others)}.` : ''
    }`,
  );
}

function invalid(message: string): WorkbenchError {
  return new WorkbenchError('validation', message);
}
