/** Which import a file or folder is for, by the names in it: the contents are looked at by the import itself. */
import { readdir, stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { fileError, errorCode } from '#files/file-errors';
import type { ImportRequestInput } from '#spec/dataset';
import { WorkbenchError } from '#spec/errors';
import { quote } from '#spec/quote';
import { hasClassImages } from './class-images';

type WithoutName<T> = T extends unknown ? Omit<T, 'id' | 'name'> : never;
export interface GuessedImport {
  /** What was found, such as `a folder of images by class`. */
  found: string;
  /** All of an import but the name of the data set. */
  source: WithoutName<ImportRequestInput>;
}

/**
 * Returns the import. Throws WorkbenchError `validation` with a sentence that says what would be one, and `notFound` where
 * there is nothing at the path.
 */
export async function guessImport(path: string): Promise<GuessedImport> {
  const stats = await stat(path).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT')
      throw new WorkbenchError('notFound', `There is no folder and no file ${quote(path)}.`);
    throw fileError('read', path, error);
  });
  return stats.isDirectory() ? guessFolder(path) : guessFile(path);
}

const isImage = (name: string): boolean => /\.(png|jpe?g|gif|bmp|webp|tiff?|avif)$/i.test(name);
const isTable = (name: string): boolean => /\.(csv|tsv|tab)(\.gz)?$/i.test(name);
const isIdx = (name: string): boolean => /idx\d(-ubyte)?(\.gz)?$/i.test(name);

function guessFile(path: string): GuessedImport {
  const name = basename(path);
  const refuse = (clause: string): WorkbenchError =>
    new WorkbenchError('validation', `${quote(name)} ${clause}`);
  if (isTable(name)) return { found: 'a table', source: { format: 'csv', file: path } };
  if (/\.npy$/i.test(name))
    return { found: 'a NumPy array', source: { format: 'npy', inputs: path } };
  if (/\.(txt|text)$/i.test(name))
    return { found: 'a text', source: { format: 'text', train: path } };
  if (/\.npz$/i.test(name))
    throw refuse(
      'holds several arrays: save its inputs and its targets as x.npy and y.npy in a folder, and take that folder.',
    );
  if (isIdx(name) || isImage(name))
    throw refuse('is a part of a data set: take the folder in which it lies with the other files.');
  throw refuse(
    `is nothing that a project can begin with: take a model (.json), an archive (.dni.zip), data (.csv, .tsv, .npy, .txt), or a folder of images, IDX files or TensorBoard's events.`,
  );
}

async function guessFolder(directory: string): Promise<GuessedImport> {
  const entries = await readdir(directory, { withFileTypes: true }).catch((error: unknown) => {
    throw fileError('read', directory, error);
  });
  const visible = entries.filter(({ name }) => !name.startsWith('.'));
  const files = visible
    .filter((entry) => !entry.isDirectory())
    .map(({ name }) => name)
    .sort();
  const at = (name: string | undefined): string | undefined =>
    name === undefined ? undefined : join(directory, name);
  const guessed =
    guessBatches(files, directory) ??
    guessIdx(files, at) ??
    guessArrays(files, at) ??
    guessTables(files, at) ??
    guessTexts(files, at);
  if (guessed) return guessed;
  if (await hasClassImages(directory))
    return { found: 'a folder of images by class', source: { format: 'images', directory } };
  throw new WorkbenchError(
    'validation',
    `${quote(basename(directory) || directory)} holds no data that a project can begin with: images in one folder for each class, IDX files, CIFAR-10 batches, x.npy with y.npy, or a table.`,
  );
}

type At = (name: string | undefined) => string | undefined;

function guessBatches(files: readonly string[], directory: string): GuessedImport | null {
  if (!files.includes('data_batch_1.bin')) return null;
  return { found: 'CIFAR-10 batches', source: { format: 'cifar10', directory } };
}

function guessIdx(files: readonly string[], at: At): GuessedImport | null {
  const pick = (kind: string, isTest: boolean): string | undefined =>
    at(
      files.find(
        (name) => isIdx(name) && name.includes(kind) && /^(t10k|test)/i.test(name) === isTest,
      ),
    );
  const [images, labels] = [pick('images', false), pick('labels', false)];
  if (images === undefined || labels === undefined) return null;
  const [testImages, testLabels] = [pick('images', true), pick('labels', true)];
  const test =
    testImages !== undefined && testLabels !== undefined ? { testImages, testLabels } : {};
  return { found: 'IDX files', source: { format: 'idx', images, labels, ...test } };
}

const inputNames = ['x', 'inputs', 'features', 'images', 'data'];
const targetNames = ['y', 'targets', 'labels', 'target', 'label'];

function guessArrays(files: readonly string[], at: At): GuessedImport | null {
  const arrays = files.filter((name) => extname(name).toLowerCase() === '.npy');
  const pick = (names: readonly string[], part: 'train' | 'test'): string | undefined =>
    at(
      arrays.find((file) => {
        const words = file
          .slice(0, -4)
          .toLowerCase()
          .split(/[-_. ]+/);
        const rest = words.filter((word) => !names.includes(word));
        if (rest.length === words.length) return false;
        return part === 'test' ? rest.join() === 'test' : rest.every((word) => word === 'train');
      }),
    );
  const inputs = pick(inputNames, 'train');
  if (inputs === undefined) return null;
  const [targets, testInputs, testTargets] = [
    pick(targetNames, 'train'),
    pick(inputNames, 'test'),
    pick(targetNames, 'test'),
  ];
  const hasTest =
    testInputs !== undefined && (targets === undefined) === (testTargets === undefined);
  return {
    found: targets === undefined ? 'a NumPy array' : 'NumPy arrays of inputs and targets',
    source: { format: 'npy', inputs, targets, ...(hasTest && { testInputs, testTargets }) },
  };
}

/** The files of the parts by their names, or the only file. */
function pickParts(
  files: readonly string[],
  at: At,
): { train: string; validation?: string; test?: string } | null {
  const pick = (...parts: string[]): string | undefined =>
    at(files.find((name) => parts.includes(name.split(/[-_.]/)[0]?.toLowerCase() ?? '')));
  const train = files.length === 1 ? at(files[0]) : pick('train', 'training');
  if (train === undefined) return null;
  const other = (path: string | undefined): string | undefined =>
    path === train ? undefined : path;
  return {
    train,
    validation: other(pick('val', 'valid', 'validation', 'dev')),
    test: other(pick('test')),
  };
}

function guessTables(files: readonly string[], at: At): GuessedImport | null {
  const parts = pickParts(files.filter(isTable), at);
  if (!parts) return null;
  const { train: file, validation: validationFile, test: testFile } = parts;
  return { found: 'a table', source: { format: 'csv', file, validationFile, testFile } };
}

function guessTexts(files: readonly string[], at: At): GuessedImport | null {
  const parts = pickParts(
    files.filter((name) => /\.(txt|text)$/i.test(name) && !/^(readme|licen[cs]e)/i.test(name)),
    at,
  );
  return parts && { found: 'a text', source: { format: 'text', ...parts } };
}
