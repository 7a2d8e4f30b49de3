/** Whether a folder looks like one of images by class, without listing all of it: it may be any folder of the disk. */
import { opendir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { beginsAsImage, partNames, readableNames, systemNames } from './image-folder';

/** Folders of classes that are looked into, and entries of each folder. */
const maxClasses = 50;
const maxEntries = 2000;
/** Files of a folder that are opened to see whether they begin as images, since their names do not say so. */
const maxOpened = 20;

/** Whether there are at least two folders with images, and none of those looked into is without: the import takes no others. */
export async function hasClassImages(directory: string): Promise<boolean> {
  const folders = await foldersIn(directory);
  const train = folders.find((name) => partNames[name.toLowerCase()] === 'train');
  const inTrain = train === undefined ? [] : await foldersIn(join(directory, train));
  const [parent, classes] =
    train !== undefined && inTrain.length > 0
      ? [join(directory, train), inTrain]
      : [directory, folders];
  for (const name of classes.slice(0, maxClasses))
    if (!(await hasImage(join(parent, name)))) return false;
  return classes.length > 1;
}

async function foldersIn(directory: string): Promise<string[]> {
  const names: string[] = [];
  for await (const { name, isFolder } of entriesOf(directory)) if (isFolder) names.push(name);
  return names;
}

async function hasImage(folder: string): Promise<boolean> {
  let opened = 0;
  for await (const { name, path, isFile } of entriesOf(folder)) {
    if (!isFile) continue;
    if (readableNames.test(name)) return true;
    if (opened++ < maxOpened && (await beginsAsImage(path))) return true;
  }
  return false;
}

interface Entry {
  name: string;
  path: string;
  isFolder: boolean;
  isFile: boolean;
}

/** The first entries, links followed; none where the folder cannot be read. */
async function* entriesOf(folder: string): AsyncGenerator<Entry> {
  let count = 0;
  const opened = await opendir(folder).catch(() => []);
  for await (const entry of opened) {
    if (count++ === maxEntries) return;
    const { name } = entry;
    if (systemNames.test(name)) continue;
    const path = join(folder, name);
    const target = entry.isSymbolicLink() ? await stat(path).catch(() => null) : entry;
    if (!target) continue;
    yield { name, path, isFolder: target.isDirectory(), isFile: target.isFile() };
  }
}
