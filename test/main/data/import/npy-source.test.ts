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

type Numbers = Uint8Array | Int8Array | Int32Array | BigInt64Array | Float32Array | Float64Array;
interface NpyContent {
  numbers: Numbers;
  shape: string;
}

const types = new Map<unknown, string>([
  [Uint8Array, '|u1'],
  [Int8Array, '|i1'],
  [Int32Array, '<i4'],
  [BigInt64Array, '<i8'],
  [Float32Array, '<f4'],
  [Float64Array, '<f8'],
]);
const typeOf = ({ constructor: made }: Numbers): string => types.get(made) ?? '';
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
      targets: array(Int32Array.of(0, 1, 2)),
      testInputs: array(Float32Array.of(0.5, 300)),
      testTargets: array(Int32Array.of(2, 0)),
    });
    expect(manifest.fields['label']).toEqual({ kind: 'label', classes: 3 });
    expect(manifest.classCounts).toEqual({
      label: { train: [1, 1, 1], validation: [0, 0, 0], test: [1, 0, 1] },
    });
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

  it('renumbers classes that do not begin at 0 or have gaps, names them and says so', async () => {
    const { manifest, datasets } = await importArrays({
      ...six,
      targets: array(BigInt64Array.of(3n, 1n, 7n, 3n, 1n, 7n)),
      testInputs: array(Float64Array.of(9)),
      testTargets: array(BigInt64Array.of(7n)),
    });
    expect(manifest.fields['label']).toEqual({
      kind: 'label',
      classes: 3,
      names: ['1', '3', '7'],
    });
    const { train, test } = (await load(datasets)).splits;
    expect([...(train.columns['label']?.data ?? [])]).toEqual([1, 0, 2, 1, 0, 2]);
    expect([...(test.columns['label']?.data ?? [])]).toEqual([2]);
    expect(manifest.notes).toEqual([
      "The labels in 'targets.npy' are not numbered 0, 1, 2, …: they became 3 classes with their numbers as names (1, 3, 7).",
    ]);
  });

  it('takes floats as classes if requested, and warns where they look like classes', async () => {
    const arrays = { ...six, targets: array(Float64Array.of(0, 1, 2, 0, 1, 2)) };
    const values = await importArrays(arrays);
    expect(values.manifest.fields['value']).toEqual({ kind: 'values', shape: [1] });
    expect(values.manifest.warnings).toEqual([
      "The targets in 'targets.npy' are floats, so they became values to predict; but they are 3 different whole numbers. If they are classes, import them with target 'class'.",
    ]);
    expect((await importArrays(arrays, { target: 'value' })).manifest.warnings).toBeUndefined();
    const classes = await importArrays(arrays, { target: 'class' });
    expect(classes.manifest.fields['label']).toEqual({ kind: 'label', classes: 3 });
    expect(classes.manifest.warnings).toBeUndefined();
    await expect(
      importArrays(
        { ...six, targets: array(Float64Array.of(0, 1, 0.5, 1, 0, 1)) },
        { target: 'class' },
      ),
    ).rejects.toThrow(/the class 0.5 in row 2 .*; classes are whole numbers from 0/);
    const oneHot = array(Float32Array.of(1, 0, 0, 1, 0, 1, 1, 0, 0, 1, 1, 0), '6, 2');
    expect((await importArrays({ ...six, targets: oneHot })).manifest.warnings).toEqual([
      expect.stringContaining('If they are one-hot classes, save targets.argmax(axis=1).'),
    ]);
    await expect(importArrays({ ...six, targets: oneHot }, { target: 'class' })).rejects.toThrow(
      /has 2 numbers a row; a class is one/,
    );
  });

  it('takes integers as values if requested, several in a row too', async () => {
    const numbers = Int32Array.of(-1, 5, 2000, 7, 0, 0, 1, 1, 2, 2, 3, 3);
    const { manifest, datasets } = await importArrays(
      { ...six, targets: array(numbers, '6, 2') },
      { target: 'value' },
    );
    expect(manifest.fields['value']).toEqual({ kind: 'values', shape: [2] });
    const { train } = (await load(datasets)).splits;
    expect(train.columns['value']?.data).toEqual(Float32Array.from(numbers));
  });

  it('needs no targets, for rows that predict their own next rows', async () => {
    const { manifest, datasets } = await importArrays({
      ...six,
      testInputs: array(Float64Array.of(7, 8)),
    });
    expect(manifest).toMatchObject({
      fields: { features: { kind: 'values', shape: [1] } },
      counts: { train: 6, test: 2 },
      notes: [
        'There are no targets: these rows can only be used as a sequence that predicts its own next rows.',
      ],
      source: 'NPY file inputs.npy',
    });
    expect((await load(datasets)).splits.test.columns['features']?.data).toEqual(
      Float32Array.of(7, 8),
    );
    await expect(importArrays({ ...six, testTargets: six.inputs })).rejects.toThrow(
      /Only the test part has targets/,
    );
  });

  it('keeps the sign of bytes, and warns of whole numbers that 32 bits cannot hold', async () => {
    const targets = array(Float32Array.of(0.5, 1, 2));
    const signed = await importArrays({ inputs: array(Int8Array.of(-1, -128, 127)), targets });
    const { train } = (await load(signed.datasets)).splits;
    expect(train.columns['features']?.data).toEqual(Float32Array.of(-1, -128, 127));
    const times = BigInt64Array.of(1_700_000_000_000n, 1_700_000_000_001n, 1_700_000_000_002n);
    const large = await importArrays({ inputs: array(times), targets });
    expect(large.manifest.warnings).toEqual([
      expect.stringMatching(/^'inputs.npy' has whole numbers beyond 16,777,216, such as 1700/),
      // They are the same number once 32 bits hold them.
      expect.stringContaining('All training examples have the same numbers'),
    ]);
  });

  it('reads floats of 16 bits', async () => {
    const folder = await scratch();
    // 0x3c00 is 1, 0xc000 is -2, 0x3555 is 0.333251953125.
    const bytes = npyBytes(npyHeader('<f2', '3,'), [0, 0x3c, 0, 0xc0, 0x55, 0x35]);
    const inputs = await put(folder, 'half.npy', bytes);
    const request = importRequestSchema.parse({ format: 'npy', id: 'waves', inputs });
    await importDataset(request, join(folder, 'datasets'));
    const { train } = (await load(join(folder, 'datasets'))).splits;
    expect(train.columns['features']?.data).toEqual(Float32Array.of(1, -2, 0.333251953125));
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
      /'targets.npy' has the class -3 in row 2 \(from 0\); classes are whole numbers from 0/,
    );
    await refused(
      { ...six, targets: array(Int32Array.of(0, 1, 1000, 0, 0, 0)) },
      /has the class 1000 in row 2 .*; classes are numbers below 1,000\. .*target 'value'/,
    );
    await refused(
      { ...six, targets: array(new Int32Array(12), '6, 2') },
      /'targets.npy' has 2 numbers a row; a class is one\. .*argmax.*target 'value'/,
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
      /'testTargets.npy' has values, 1 a row, but 'targets.npy' has classes/,
    );
    const folder = await scratch();
    const inputs = await put(folder, 'x.npy', 'no array');
    const request = importRequestSchema.parse({ format: 'npy', id: 'a', inputs, targets: inputs });
    await expect(importDataset(request, join(folder, 'datasets'))).rejects.toThrow(/no NPY file/);
    expect(await readdir(folder)).toEqual(['x.npy']);
  });
});
