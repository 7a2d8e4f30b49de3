import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { importDataset } from '#data/import/import-dataset';
import { firstInvalidByte } from '#data/formats/utf8';
import { loadTask } from '#data/load';
import { readText, readTextFile } from '#data/import/text-file';
import { importRequestSchema, type DatasetManifest } from '#spec/dataset';
import { taskSchema } from '#spec/task';
import { put, scratch } from '../helpers';

const importText = (folder: string, request: object): Promise<DatasetManifest> =>
  importDataset(
    importRequestSchema.parse({ id: 'tale', format: 'text', ...request }),
    join(folder, 'datasets'),
  );
const parts = async (folder: string): Promise<string[]> => {
  const directory = join(folder, 'datasets');
  return [
    await readText(directory, 'tale', 'train'),
    await readText(directory, 'tale', 'validation'),
    await readText(directory, 'tale', 'test'),
  ];
};

describe('importing text', () => {
  it('stores each split as a file and counts characters, not bytes', async () => {
    const folder = await scratch();
    const manifest = await importText(folder, {
      train: await put(folder, 'a.txt', 'Größe 𝄞 größer\n'),
      validation: await put(folder, 'b.txt', 'é'),
      test: await put(folder, 'c.txt', 'end'),
    });
    expect(await parts(folder)).toEqual(['Größe 𝄞 größer\n', 'é', 'end']);
    // G r ö ß e, space, 𝄞, space, g r ö ß e r, line end: 15, of which G r ö ß e 𝄞 g, space and line end differ.
    expect(manifest).toMatchObject({
      format: 'text',
      fields: {},
      counts: { train: 15, validation: 1, test: 3 },
      symbols: 9,
    });
    // Four letters have two bytes, one has four.
    expect(manifest.files.map(({ name, bytes }) => [name, bytes])).toEqual([
      ['train.txt', 22],
      ['validation.txt', 2],
      ['test.txt', 3],
    ]);
    const stored = await readFile(join(folder, 'datasets', 'tale', 'train.txt'), 'utf8');
    expect(stored).toBe('Größe 𝄞 größer\n');
  });

  it('cuts splits from the end by fraction, between characters', async () => {
    const folder = await scratch();
    // 28 bytes, two for each letter: a quarter is 7, which is within a letter; that letter goes to the later split.
    const train = await put(folder, 'a.txt', 'äbcdefghijäüöß'.replace(/[a-z]/g, 'é'));
    const manifest = await importText(folder, {
      train,
      validationFraction: 0.2,
      testFraction: 0.25,
    });
    const [first, second, third] = await parts(folder);
    expect(`${first}${second}${third}`).toBe(await readTextFile(train));
    expect(manifest.counts).toEqual({ train: 7, validation: 3, test: 4 });
    expect(third).toBe('äüöß');
  });

  it('accepts a single character, and splits that become empty', async () => {
    const folder = await scratch();
    const manifest = await importText(folder, {
      train: await put(folder, 'a.txt', 'x'),
      testFraction: 0.1,
    });
    expect(manifest).toMatchObject({ counts: { train: 1, validation: 0, test: 0 }, symbols: 1 });
    expect(await parts(folder)).toEqual(['x', '', '']);
  });

  it('removes a byte order mark', async () => {
    const folder = await scratch();
    await importText(folder, { train: await put(folder, 'a.txt', '\uFEFFab') });
    expect((await parts(folder))[0]).toBe('ab');
  });

  it.each([
    ['an empty file', '', /'.*a\.txt' is empty/],
    ['only a byte order mark', '\uFEFF', /is empty/],
    ['Latin-1', [0x61, 0xe4, 0x20], /is not UTF-8: it goes wrong at byte 1\./],
    ['a character cut off', [0x61, 0x62, 0xe2, 0x82], /at byte 2\./],
    ['UTF-16', [0xff, 0xfe, 0x61, 0], /seems to be UTF-16/],
  ])('throws for %s', async (_, content, sentence) => {
    const folder = await scratch();
    const train = await put(folder, 'a.txt', content as string | number[]);
    await expect(importText(folder, { train })).rejects.toThrow(sentence);
    const good = await put(folder, 'b.txt', 'good');
    await expect(importText(folder, { train: good, test: train })).rejects.toThrow(sentence);
    await expect(readTextFile(train)).rejects.toThrow(sentence);
    expect(await readdir(folder)).not.toContain('datasets');
  });

  it('throws for contradictory requests', async () => {
    const folder = await scratch();
    const train = await put(folder, 'a.txt', 'abcdef');
    await expect(importText(folder, { train, test: train, testFraction: 0.1 })).rejects.toThrow(
      /The test part has a file of its own/,
    );
    await expect(
      importText(folder, { train, validationFraction: 0.5, testFraction: 0.5 }),
    ).rejects.toThrow(/leave nothing of 'a.txt'/);
    await expect(importText(folder, { train: join(folder, 'none.txt') })).rejects.toThrow(
      /There is no file/,
    );
    await expect(importText(folder, { train: folder })).rejects.toThrow(/is a folder/);
  });
});

describe('firstInvalidByte', () => {
  it('finds the byte in every chunk of a large file', () => {
    for (const at of [0, 65_533, 65_534, 65_535, 65_536, 65_537, 200_001]) {
      const bytes = Buffer.alloc(200_010, 'é');
      // A letter whose second byte is invalid is invalid from its first byte on.
      bytes[at] = 0xff;
      expect(firstInvalidByte(bytes)).toBe(at % 2 === 0 ? at : at - 1);
    }
  });
});

describe('reading an imported text', () => {
  it('throws for a changed text, and for data that is no text', async () => {
    const folder = await scratch();
    await importText(folder, { train: await put(folder, 'a.txt', 'abc') });
    await put(folder, 'datasets/tale/train.txt', 'abd');
    await expect(parts(folder)).rejects.toThrow(/'tale' is damaged.*checksum/);
    const file = await put(folder, 't.csv', 'x,y\n1,a\n2,b\n');
    const table = importRequestSchema.parse({ format: 'csv', id: 'table', file, label: 'y' });
    await importDataset(table, join(folder, 'datasets'));
    await expect(readText(join(folder, 'datasets'), 'table', 'train')).rejects.toThrow(
      /'table' is no text/,
    );
  });

  it('throws where it is used as a set of examples', async () => {
    const folder = await scratch();
    await importText(folder, { train: await put(folder, 'a.txt', 'abc') });
    const task = taskSchema.parse({ kind: 'dataset', dataset: 'tale' });
    const directories = { resources: '/nowhere', datasets: join(folder, 'datasets') };
    await expect(loadTask(task, directories)).rejects.toThrow(/is text, which has no examples/);
  });
});
