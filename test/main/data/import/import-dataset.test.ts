import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { Dataset } from '#data/dataset';
import { importDataset, removeDataset } from '#data/import/import-dataset';
import { listDatasets, readManifest } from '#data/import/stored-dataset';
import { loadExamples } from '#data/load';
import { importRequestSchema, type DatasetManifest } from '#spec/dataset';
import { taskSchema } from '#spec/task';
import { put, scratch, tinyImages, tinyLabels } from '../helpers';

const importInto = (folder: string, request: object, id = 'tiny'): Promise<DatasetManifest> =>
  importDataset(importRequestSchema.parse({ id, ...request }), join(folder, 'datasets'));

const load = (folder: string, settings: object = {}, dataset = 'tiny'): Promise<Dataset> =>
  loadExamples(taskSchema.parse({ kind: 'dataset', dataset, ...settings }), {
    resources: '/nowhere',
    datasets: join(folder, 'datasets'),
  });

async function tinyIdx(folder: string, test = false): Promise<object> {
  const images = await put(folder, 'images', tinyImages);
  const labels = await put(folder, 'labels', tinyLabels);
  return {
    format: 'idx',
    images,
    labels,
    ...(test ? { testImages: images, testLabels: labels } : {}),
  };
}

const counts = ({ splits }: Dataset): number[] => [
  splits.train.count,
  splits.validation.count,
  splits.test.count,
];

describe('importing', () => {
  it('stores raw columns and a manifest that describes them', async () => {
    const folder = await scratch();
    const manifest = await importInto(folder, { ...(await tinyIdx(folder)), name: 'Tiny' });
    const stored = join(folder, 'datasets', 'tiny');
    expect((await readdir(stored)).sort()).toEqual([
      'manifest.json',
      'train.image.u8',
      'train.label.u8',
    ]);
    expect([...(await readFile(join(stored, 'train.image.u8')))]).toEqual(tinyImages.slice(16));
    expect([...(await readFile(join(stored, 'train.label.u8')))]).toEqual([2, 0, 1]);
    expect(manifest).toMatchObject({
      version: 1,
      id: 'tiny',
      name: 'Tiny',
      format: 'idx',
      counts: { train: 3, validation: 0, test: 0 },
      fields: { image: { shape: [2, 2, 1] }, label: { classes: 3 } },
      files: [
        {
          name: 'train.image.u8',
          bytes: 12,
          sha256: createHash('sha256')
            .update(Buffer.from(tinyImages.slice(16)))
            .digest('hex'),
        },
        { name: 'train.label.u8', bytes: 3 },
      ],
    });
    expect(await readManifest(join(folder, 'datasets'), 'tiny')).toEqual(manifest);
    expect(await listDatasets(join(folder, 'datasets'))).toEqual([manifest]);
    expect(await readdir(join(folder, 'datasets'))).toEqual(['tiny']);
  });

  it('stores floats and classes as little-endian numbers', async () => {
    const folder = await scratch();
    const file = await put(folder, 't.csv', 'x,kind\n1.5,b\n-2,a\n0,b\n');
    await importInto(folder, { format: 'csv', file, label: 'kind' });
    const stored = join(folder, 'datasets', 'tiny');
    expect([...(await readFile(join(stored, 'train.features.f32')))]).toEqual([
      0, 0, 0xc0, 0x3f, 0, 0, 0, 0xc0, 0, 0, 0, 0,
    ]);
    expect([...(await readFile(join(stored, 'train.label.i32')))]).toEqual([
      1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0,
    ]);
    const { splits, fields } = await load(folder);
    expect(splits.train.columns['features']).toEqual({
      kind: 'values',
      shape: [1],
      data: Float32Array.of(1.5, -2, 0),
      scale: 1,
    });
    expect(fields['label']).toEqual({ kind: 'label', classes: 2, names: ['a', 'b'] });
  });

  it('loads imported data, with missing splits cut from the end', async () => {
    const folder = await scratch();
    await importInto(folder, await tinyIdx(folder));
    expect(counts(await load(folder))).toEqual([3, 0, 0]);
    const cut = await load(folder, { validation: 1, test: 1 });
    expect(counts(cut)).toEqual([1, 1, 1]);
    const labels = (name: 'train' | 'validation' | 'test'): number[] => [
      ...(cut.splits[name].columns['label']?.data ?? []),
    ];
    expect([labels('train'), labels('validation'), labels('test')]).toEqual([[2], [0], [1]]);
    expect(cut.splits.test.columns['image']).toMatchObject({
      shape: [2, 2, 1],
      data: Uint8Array.of(8, 9, 10, 11),
      scale: 1 / 255,
    });
    await expect(load(folder, { validation: 3 })).rejects.toThrow(
      /'task.validation' wants 3 examples/,
    );
  });

  it('keeps a test split of the source', async () => {
    const folder = await scratch();
    await importInto(folder, await tinyIdx(folder, true));
    expect(counts(await load(folder, { validation: 1 }))).toEqual([2, 1, 3]);
    await expect(load(folder, { test: 1 })).rejects.toThrow(
      /has a test part of its own \(3 examples\)/,
    );
  });

  it('imports images and reports the progress', async () => {
    const folder = await scratch();
    const pixel = (value: number): Promise<Buffer> =>
      sharp(Uint8Array.of(value, value, value), { raw: { width: 1, height: 1, channels: 3 } })
        .png()
        .toBuffer();
    await put(folder, 'pictures/a/1.png', await pixel(0));
    await put(folder, 'pictures/b/1.png', await pixel(255));
    const fractions: (number | null)[] = [];
    await importDataset(
      importRequestSchema.parse({ format: 'images', id: 'p', directory: join(folder, 'pictures') }),
      join(folder, 'datasets'),
      (fraction) => fractions.push(fraction),
    );
    expect(fractions).toContain(0);
    const { train } = (await load(folder, {}, 'p')).splits;
    expect(train.columns['image']?.data.length).toBe(6);
  });

  it('leaves nothing behind after an error, and replaces nothing', async () => {
    const folder = await scratch();
    const request = await tinyIdx(folder);
    await put(folder, 'labels', tinyLabels.slice(0, 10));
    await expect(importInto(folder, request)).rejects.toThrow(/ends after byte 10/);
    expect(await readdir(join(folder, 'datasets')).catch(() => [])).toEqual([]);
    await put(folder, 'labels', tinyLabels);
    const manifest = await importInto(folder, request);
    await expect(importInto(folder, request)).rejects.toMatchObject({ kind: 'conflict' });
    expect(await readManifest(join(folder, 'datasets'), 'tiny')).toEqual(manifest);
    await put(folder, 'taken', 'a file where the folder should be');
    await expect(
      importDataset(importRequestSchema.parse({ id: 'tiny', ...request }), join(folder, 'taken')),
    ).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining('taken') as string,
    });
  });

  it('throws for test files without labels or of another shape', async () => {
    const folder = await scratch();
    const request = await tinyIdx(folder);
    const images = await put(folder, 'long', [0, 0, 8, 2, 0, 0, 0, 3, 0, 0, 0, 1, 1, 2, 3]);
    await expect(importInto(folder, { ...request, testImages: images })).rejects.toThrow(
      /Give both/,
    );
    const labels = join(folder, 'labels');
    await expect(
      importInto(folder, { ...request, testImages: images, testLabels: labels }),
    ).rejects.toThrow(/'long' has items of 1, but the training part has 2 × 2 × 1/);
  });

  it('accepts only ids that are safe as names of folders', () => {
    for (const id of ['../x', 'A', '', '-a', 'a b', '.a'])
      expect(
        importRequestSchema.safeParse({ format: 'cifar10', id, directory: '/d' }).success,
      ).toBe(false);
  });
});

describe('stored data', () => {
  it('throw with the name of the file where they are damaged', async () => {
    const folder = await scratch();
    await importInto(folder, await tinyIdx(folder));
    const stored = join(folder, 'datasets', 'tiny');
    const refused = (words: RegExp): Promise<void> => expect(load(folder)).rejects.toThrow(words);
    const pixels = await readFile(join(stored, 'train.image.u8'));
    const changed = Buffer.from(pixels);
    changed[7] = 0;
    await put(stored, 'train.image.u8', changed);
    await refused(/'tiny' is damaged: 'train.image.u8' is not as it was imported/);
    await put(stored, 'train.image.u8', pixels.subarray(0, 5));
    await refused(/'train.image.u8' ends after byte 5 of 12\. Remove it and import it again/);
    await put(stored, 'train.image.u8', Buffer.concat([pixels, pixels]));
    await refused(/'train.image.u8' goes on after its 12 bytes, to byte 24/);
    await put(stored, 'train.image.u8', pixels);
    await expect(load(folder)).resolves.toBeDefined();
  });

  it('throw where the manifest is damaged, does not fit or is newer', async () => {
    const folder = await scratch();
    const manifest = await importInto(folder, await tinyIdx(folder));
    const stored = join(folder, 'datasets', 'tiny');
    const refused = async (changed: string, words: RegExp): Promise<void> => {
      await put(stored, 'manifest.json', changed);
      await expect(load(folder)).rejects.toThrow(words);
    };
    const but = (changes: object): string => JSON.stringify({ ...manifest, ...changes });
    await refused('{ "version"', /'manifest.json' cannot be read, it is not JSON/);
    await refused(but({ counts: {} }), /'manifest.json' does not fit its format/);
    await refused(but({ version: 2 }), /imported by a newer program \(version 2\)/);
    await refused(
      but({ counts: { train: 4, validation: 0, test: 0 } }),
      /'train.image.u8' has 12 bytes, which is not 4 examples of 4 numbers/,
    );
    await refused(
      but({ files: manifest.files.slice(0, 1) }),
      /the train part has no file of 'label'/,
    );
    await refused(
      but({ fields: { ...manifest.fields, label: { kind: 'label', classes: 2 } } }),
      /'train.label.u8' has labels beyond its 2 classes\. Remove it and import it again/,
    );
    expect(await listDatasets(join(folder, 'datasets'))).toHaveLength(1);
    await put(stored, 'manifest.json', '');
    expect(await listDatasets(join(folder, 'datasets'))).toEqual([]);
  });

  it('are not read outside their folder', async () => {
    const folder = await scratch();
    await importInto(folder, await tinyIdx(folder));
    await expect(load(folder, {}, '../datasets/tiny')).rejects.toThrow(/cannot be a data set/);
  });

  it('are deleted by removeDataset', async () => {
    const folder = await scratch();
    await importInto(folder, await tinyIdx(folder));
    const datasets = join(folder, 'datasets');
    await removeDataset(datasets, 'tiny');
    expect(await readdir(datasets)).toEqual([]);
    await expect(removeDataset(datasets, 'tiny')).rejects.toMatchObject({ kind: 'notFound' });
    await expect(removeDataset(datasets, '../images')).rejects.toMatchObject({ kind: 'notFound' });
  });
});
