import { join } from 'node:path';
import { expandHome } from '#files/full-path';
import { WorkbenchError } from '#spec/errors';
import type { SplitName } from '#spec/task';
import { readUtf8 } from '../formats/utf8';
import { readVerified, readManifest } from './stored-dataset';

/**
 * Reads one split of an imported text; '' where the text has no such split. `directory` is the project's `datasets`
 * folder. Throws a WorkbenchError: `notFound` where the data set is missing, `validation` where it is damaged or no text.
 */
export async function readText(directory: string, id: string, split: SplitName): Promise<string> {
  const manifest = await readManifest(directory, id);
  if (manifest.format !== 'text')
    throw new WorkbenchError(
      'validation',
      `The data set '${id}' is no text (it was imported as ${manifest.format}). Choose one that is, or use the task 'dataset'.`,
    );
  const file = manifest.files.find(({ name }) => name === textFileName(split));
  if (!file) return '';
  const bytes = await readVerified(join(directory, id), id, file);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
}

/** Reads a text file anywhere on this machine; `~` is the user's home. Throws as `readUtf8`. */
export async function readTextFile(path: string): Promise<string> {
  return (await readUtf8(expandHome(path))).toString('utf8');
}

/** Name of the file of a split in the data set's folder. */
export function textFileName(split: SplitName): string {
  return `${split}.txt`;
}
