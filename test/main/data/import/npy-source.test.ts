import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Dataset } from '#data/dataset';
import { importDataset } from '#data/import/import-dataset';
import { loadExamples } from '#data/load';
import { loadTicks } from '#data/load-ticks';
import { createGenerator } from '#data/random';
import { createTickStream } from '#data/streams/tick-stream';
import { importRequestSchema, type DatasetManifest } from '#spec/dataset';
import { taskSchema } from '#spec/task';
import { put, scratch } from '../helpers';
import { npyBytes, npyHeader } from '../npy-bytes';

type Numbers = Uint8Array | Int32Array | BigInt64Array | Float32Array | Float64Array;
interface NpyContent {
  numbers: Numbers;
  shape: string;
}

const typeOf = ({ constructor: made }: Numbers): string =>
  made === Uint8Array
    ? '|u1'
    : made === Int32Array
      ? '<i4'
      : made === BigInt64Array
        ? '<i8'
        : made === Float32Array
          ? '<f4'
          : '<f8';
const array = (numbers: Numbers, shape = `${numbers.length},`): NpyContent => ({ numbers, shape });

/** Writes each array as `<name>.npy` and imports them as the data set 'waves'. */
async function importArrays(
  arrays: Record<string, NpyContent>,
  options: object = {},
): Promise<{ manifest: DatasetManifest; datasets: string }> {
  const folder = await scratch();
  const paths: Record<string, string> = {};
  for (const [name, { numbers, shape }] of Object.entries(arrays))
    paths[name] = await put(
      folder,
      `${name}.npy`,
      npyBytes(npyHeader(typeOf(numbers), shape), numbers),
    );
  const request = importRequestSchema.parse({ format: 'npy', id: 'waves', ...paths, ...options });
  const datasets = join(folder, 'datasets');
  return { manifest: await importDataset(request, datasets), datasets };
}

const load = (datasets: string, settings: object = {}): Promise<Dataset> =>
  loadExamples(taskSchema.parse({ kind: 'dataset', dataset: 'waves', ...settings }), {
    resources: '/nowhere',
    datasets,
  });

const six = { inputs: array(Float64Array.of(0, 1, 2, 3, 4, 5)) };

describe('importing NPY arrays', () => {
  it('gives classes for integers, with rows in their order', async () => {
    const { manifest, datasets } = await importArrays({
      inputs: array(Float64Array.of(0, 0.5, 1, 1.5, 2, 2.5), '3, 2'),
      targets: array(BigInt64Array.of(2n, 0n, 1n)),
    });
    expect(manifest).toMatchObject({
      format: 'npy',
      fields: {
        features: { kind: 'values', shape: [2] },
        label: { kind: 'label', classes: 3 },
      },
      counts: { train: 3, validation: 0, test: 0 },
      source: 'NPY files inputs.npy and targets.npy',
    });
    expect(manifest.mixed).toBeUndefined();
    const { splits } = await load(datasets, { validation: 1 });
    expect(splits.train.columns['features']).toMatchObject({
      shape: [2],
      data: Float32Array.of(0, 0.5, 1, 1.5),
      scale: 1,
    });
    expect([...(splits.train.columns['label']?.data ?? [])]).toEqual([2, 0]);
    expect([...(splits.validation.columns['label']?.data ?? [])]).toEqual([1]);
  });

  it('gives values for floats, one or several in a row', async () => {
    const one = await importArrays({
      ...six,
      targets: array(Float32Array.of(0.5, -1, 2, 0, 0, 7)),
    });
    expect(one.manifest.fields).toEqual({
      features: { kind: 'values', shape: [1] },
      value: { kind: 'values', shape: [1] },
    });
    const { train } = (await load(one.datasets)).splits;
    expect([...(train.columns['value']?.data ?? [])]).toEqual([0.5, -1, 2, 0, 0, 7]);
    const two = await importArrays({
      inputs: array(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8), '2, 2, 2'),
      targets: array(Float32Array.of(1, 2, 3, 4, 5, 6), '2, 3'),
    });
    expect(two.manifest.fields).toEqual({
      features: { kind: 'values', shape: [2, 2] },
      value: { kind: 'values', shape: [3] },
    });
  });

  it('keeps bytes as bytes, and reads them as pixels if requested', async () => {
    const arrays = {
      inputs: array(Uint8Array.of(0, 51, 255, 102), '2, 2'),
      targets: array(Uint8Array.of(1, 0), '2, 1'),
    };
    const plain = await importArrays(arrays);
    expect(plain.manifest.files.map(({ name }) => name)).toContain('train.features.u8');
    expect(plain.manifest.scales).toEqual({ features: 1 });
    const pixels = await importArrays(arrays, { pixels: true });
    expect(pixels.manifest.scales).toEqual({ features: 1 / 255 });
    await expect(
      importArrays({ ...six, targets: array(new Int32Array(6)) }, { pixels: true }),
    ).rejects.toThrow(/'inputs.npy' does not hold bytes \(uint8\), as pixels are/);
  });

  it('reads a test pair, which has the same classes', async () => {
    const { manifest, datasets } = await importArrays({
      inputs: array(Uint8Array.of(1, 2, 3)),
      targets: array(Int32Array.of(0, 1, 0)),
      testInputs: array(Float32Array.of(0.5, 300)),
      testTargets: array(Int32Array.of(4, 0)),
    });
    expect(manifest.fields['label']).toEqual({ kind: 'label', classes: 5 });
    expect(manifest.counts).toEqual({ train: 3, validation: 0, test: 2 });
    // One split has floats, so the bytes of the other become floats.
    expect(manifest.files.map(({ name }) => name)).toContain('train.features.f32');
    const { test } = (await load(datasets)).splits;
    expect([...(test.columns['features']?.data ?? [])]).toEqual([0.5, 300]);
  });

  it('shuffles rows that are sorted by class, unless keepOrder is set', async () => {
    const count = 60;
    const arrays = {
      inputs: array(Float32Array.from({ length: count }, (_, i) => i)),
      targets: array(Int32Array.from({ length: count }, (_, i) => Math.floor(i / 20))),
    };
    const mixed = await importArrays(arrays);
    expect(mixed.manifest.mixed).toBe(true);
    const { columns } = (await load(mixed.datasets)).splits.train;
    const rows = [...(columns['features']?.data ?? [])];
    expect(rows).not.toEqual(rows.toSorted((a, b) => a - b));
    expect([...(columns['label']?.data ?? [])]).toEqual(rows.map((row) => Math.floor(row / 20)));
    const sequence = taskSchema.parse({ kind: 'sequence', dataset: 'waves' });
    await expect(
      loadTicks(sequence, { resources: '/nowhere', datasets: mixed.datasets }),
    ).rejects.toThrow(/'waves' were put in another order on import.*--keep-order/);
    const kept = await importArrays(arrays, { keepOrder: true });
    expect(kept.manifest.mixed).toBeUndefined();
    const inOrder = (await load(kept.datasets)).splits.train.columns['features']?.data;
    expect([...(inOrder ?? [])]).toEqual(Array.from({ length: count }, (_, i) => i));
  });

  it('gives the ticks of a sequence task', async () => {
    const { datasets } = await importArrays({
      inputs: array(Float32Array.of(1, 10, 2, 20, 3, 30, 4, 40), '4, 2'),
      targets: array(Float32Array.of(5, 6, 7, 8)),
    });
    const task = taskSchema.parse({ kind: 'sequence', dataset: 'waves', length: 2, ahead: 1 });
    const data = await loadTicks(task, { resources: '/nowhere', datasets });
    const options = {
      rows: 1,
      aligned: true,
      retainedTicks: 2,
      generator: createGenerator(1, 'x'),
    };
    const stream = createTickStream(data, 'train', options);
    stream?.advance(2);
    expect(stream?.window(2, 0)).toEqual({
      values: {
        features: Float32Array.of(1, 10, 2, 20),
        value: Float32Array.of(6, 7),
      },
      scales: { features: 1, value: 1 },
      begins: Float32Array.of(1, 0, 1),
    });
  });

  it('throws for files that do not belong together, and leaves nothing behind', async () => {
    const refused = (arrays: Record<string, NpyContent>, words: RegExp): Promise<void> =>
      expect(importArrays(arrays)).rejects.toThrow(words);
    const classes = { ...six, targets: array(Int32Array.of(0, 1, 0, 1, 2, 0)) };
    await refused(
      { ...six, targets: array(new Int32Array(5)) },
      /'inputs.npy' has 6 rows, but 'targets.npy' has 5\. Take two files of the same rows/,
    );
    await refused(
      { ...six, targets: array(Int32Array.of(0, 1, -3, 0, 0, 0)) },
      /'targets.npy' has the class -3 in row 2; classes are whole numbers from 0/,
    );
    await refused(
      { ...six, targets: array(Int32Array.of(0, 1, 1000, 0, 0, 0)) },
      /has the class 1000, and so 1001 classes; 1,000 are the most.*save them as floats/,
    );
    await refused(
      { ...six, targets: array(new Int32Array(12), '6, 2') },
      /'targets.npy' has 2 whole numbers a row; a class is one/,
    );
    await refused(
      { ...six, targets: array(new Float32Array(6), '6, 1, 1') },
      /the shape \(6, 1, 1\); targets are one number a row.*swapped/,
    );
    await refused({ ...classes, testInputs: six.inputs }, /needs both its inputs and its targets/);
    await refused(
      {
        ...classes,
        testInputs: array(new Float64Array(6), '3, 2'),
        testTargets: array(new Int32Array(3)),
      },
      /'testInputs.npy' has rows of 2, but 'inputs.npy' has rows of 1/,
    );
    await refused(
      { ...classes, testInputs: six.inputs, testTargets: array(new Float32Array(6)) },
      /'testTargets.npy' has floats, 1 a row, but 'targets.npy' has classes/,
    );
    const folder = await scratch();
    const inputs = await put(folder, 'x.npy', 'no array');
    const request = importRequestSchema.parse({ format: 'npy', id: 'a', inputs, targets: inputs });
    await expect(importDataset(request, join(folder, 'datasets'))).rejects.toThrow(/no NPY file/);
    expect(await readdir(folder)).toEqual(['x.npy']);
  });
});
