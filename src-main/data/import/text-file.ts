import { join } from 'node:path';
import { WorkbenchError } from '#spec/errors';
import type { SplitName } from '#spec/task';
import { readUtf8 } from '../formats/utf8';
import { readChecked, readManifest } from './imported';

/**
 * One part of an imported text; '' where the text has no such part. `directory` is the project's
 * `datasets` folder. Throws a WorkbenchError where the data set is missing, damaged or no text.
 */
export async function readText(directory: string, id: string, split: SplitName): Promise<string> {
  const manifest = await readManifest(directory, id);
  if (manifest.format !== 'text')
    throw new WorkbenchError(
      'validation',
      `The data set '${id}' is no text (it was imported as ${manifest.format}). Choose one that is, or use the task 'dataset'.`,
    );
  const file = manifest.files.find(({ name }) => name === textFile(split));
  if (!file) return '';
  return Buffer.from(await readChecked(join(directory, id), id, file)).toString('utf8');
}

/** A text file on this machine. Throws where it is missing, empty or not UTF-8, naming the byte. */
export async function readTextFile(path: string): Promise<string> {
  return (await readUtf8(path)).toString('utf8');
}

/** The file of a part in the data set's folder. */
export function textFile(split: SplitName): string {
  return `${split}.txt`;
}
