import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { guessImport } from '#data/import/guess-import';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'guess-'));
});
afterEach(() => rm(folder, { recursive: true }));

const at = (name: string): string => join(folder, name);
async function put(...names: string[]): Promise<void> {
  for (const name of names) {
    await mkdir(dirname(at(name)), { recursive: true });
    await writeFile(at(name), '');
  }
}
const source = async (path = folder): Promise<unknown> => (await guessImport(path)).source;

it.each([
  ['table.csv', { format: 'csv', file: 'table.csv' }],
  ['table.tsv.gz', { format: 'csv', file: 'table.tsv.gz' }],
  ['x.npy', { format: 'npy', inputs: 'x.npy' }],
  ['book.txt', { format: 'text', train: 'book.txt' }],
])('takes the file %s by its name', async (name, expected) => {
  await put(name);
  const paths = Object.entries(expected).map(([key, value]) => [
    key,
    key === 'format' ? value : at(value),
  ]);
  expect(await source(at(name))).toEqual(Object.fromEntries(paths));
});

it('finds the pairs of IDX files', async () => {
  await put('t10k-images-idx3-ubyte.gz', 't10k-labels-idx1-ubyte.gz');
  await put('train-images-idx3-ubyte.gz', 'train-labels-idx1-ubyte.gz');
  expect(await source()).toEqual({
    format: 'idx',
    images: at('train-images-idx3-ubyte.gz'),
    labels: at('train-labels-idx1-ubyte.gz'),
    testImages: at('t10k-images-idx3-ubyte.gz'),
    testLabels: at('t10k-labels-idx1-ubyte.gz'),
  });
});

it('finds CIFAR-10 batches', async () => {
  await put('data_batch_1.bin', 'test_batch.bin', 'readme.html');
  expect(await source()).toEqual({ format: 'cifar10', directory: folder });
});

it('finds the inputs and the targets of both parts among arrays', async () => {
  await put('X_train.npy', 'X_test.npy', 'y_train.npy', 'y_test.npy', 'weights.npy');
  expect(await source()).toEqual({
    format: 'npy',
    inputs: at('X_train.npy'),
    targets: at('y_train.npy'),
    testInputs: at('X_test.npy'),
    testTargets: at('y_test.npy'),
  });
});

it('finds the parts of a table, or the only table', async () => {
  await put('train.csv', 'test.csv', 'notes.md');
  expect(await source()).toEqual({
    format: 'csv',
    file: at('train.csv'),
    testFile: at('test.csv'),
  });
  await rm(at('train.csv'));
  expect(await source()).toEqual({ format: 'csv', file: at('test.csv') });
});

it('takes a folder of folders for images by class', async () => {
  await put('cats/1.png', 'dogs/1.png', '.DS_Store');
  expect(await source()).toEqual({ format: 'images', directory: folder });
});

it('says of what is a part only that its folder is to be taken', async () => {
  await put('photo.png', 'train-images-idx3-ubyte', 'arrays.npz', 'tool.exe');
  for (const name of ['photo.png', 'train-images-idx3-ubyte'])
    await expect(guessImport(at(name))).rejects.toThrow('take the folder in which it lies');
  await expect(guessImport(at('arrays.npz'))).rejects.toThrow('save its inputs and its targets');
  await expect(guessImport(at('tool.exe'))).rejects.toThrow(
    "'tool.exe' is nothing that a project can begin with",
  );
  await expect(guessImport(at('nowhere'))).rejects.toThrow('There is no folder and no file');
});

it('refuses a folder without data in one sentence', async () => {
  await put('notes.md');
  await expect(guessImport(folder)).rejects.toThrow('holds no data that a project can begin with');
});
