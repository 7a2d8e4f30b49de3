import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Column, Dataset } from '#data/dataset';
import { loadExamples } from '#data/load';
import { taskSchema } from '#spec/task';
import { put, scratch, tinyImages, tinyLabels } from './helpers';

const resources = fileURLToPath(new URL('../../../resources', import.meta.url));
const load = (task: unknown, from = resources): Promise<Dataset> =>
  loadExamples(taskSchema.parse(task), { resources: from, datasets: null });

const sum = (column: Column | undefined): number => {
  let all = 0;
  for (const value of column?.data ?? []) all += value;
  return all;
};
const histogram = (...columns: (Column | undefined)[]): number[] => {
  const counts = Array<number>(10).fill(0);
  for (const column of columns)
    for (const label of column?.data ?? []) counts[label] = (counts[label] ?? 0) + 1;
  return counts;
};

describe('MNIST', () => {
  it('is the published data, with the validation split at the end of the training file', async () => {
    const began = performance.now();
    const before = process.cpuUsage();
    const { fields, splits } = await load({ kind: 'mnist' });
    const wall = performance.now() - began;
    const { user, system } = process.cpuUsage(before);
    console.log(
      `MNIST loaded in ${wall.toFixed(0)} ms, ${((user + system) / 1000).toFixed(0)} ms of processor time`,
    );
    // The aim is one second; the limit leaves room for a busy machine.
    expect(user + system).toBeLessThan(4e6);
    const { train, validation, test } = splits;
    expect([train.count, validation.count, test.count]).toEqual([55_000, 5_000, 10_000]);
    expect(fields['image']).toEqual({ kind: 'values', shape: [28, 28, 1] });
    // All figures were computed from the files by an independent program.
    expect([...(train.columns['label']?.data.subarray(0, 10) ?? [])]).toEqual([
      5, 0, 4, 1, 9, 2, 1, 3, 1, 4,
    ]);
    expect([...(validation.columns['label']?.data.subarray(0, 5) ?? [])]).toEqual([1, 2, 8, 7, 4]);
    expect([...(test.columns['label']?.data.subarray(0, 10) ?? [])]).toEqual([
      7, 2, 1, 0, 4, 1, 4, 9, 5, 9,
    ]);
    expect(histogram(train.columns['label'], validation.columns['label'])).toEqual([
      5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949,
    ]);
    expect(histogram(test.columns['label'])).toEqual([
      980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009,
    ]);
    expect(sum(train.columns['image']) + sum(validation.columns['image'])).toBe(1_567_298_545);
    expect(sum(validation.columns['image'])).toBe(129_989_442);
    expect(sum(test.columns['image'])).toBe(264_923_200);
    expect([...(train.columns['image']?.data.subarray(152, 160) ?? [])]).toEqual([
      3, 18, 18, 18, 126, 136, 175, 26,
    ]);
  });

  it('can have no validation split', async () => {
    const { splits } = await load({ kind: 'mnist', validation: 0 });
    expect([splits.train.count, splits.validation.count]).toEqual([60_000, 0]);
  });

  it('throws where a file is cut off or of another length', async () => {
    const folder = await scratch();
    const mnist = join(folder, 'datasets', 'mnist');
    await mkdir(mnist, { recursive: true });
    for (const part of ['t10k-images-idx3', 't10k-labels-idx1'])
      await copyFile(
        join(resources, 'datasets', 'mnist', `${part}-ubyte.gz`),
        join(mnist, `${part}-ubyte.gz`),
      );
    await put(mnist, 'train-images-idx3-ubyte.gz', gzipSync(Uint8Array.from(tinyImages)));
    await put(
      mnist,
      'train-labels-idx1-ubyte.gz',
      gzipSync(Uint8Array.from([0, 0, 8, 1, 0, 0, 234, 96, 1, 2, 3])),
    );
    await expect(load({ kind: 'mnist' }, folder)).rejects.toThrow(
      "'train-labels-idx1-ubyte.gz' says 60,000 items in its header (60008 bytes), but ends after byte 11.",
    );
    await put(mnist, 'train-labels-idx1-ubyte.gz', gzipSync(Uint8Array.from(tinyLabels)));
    await expect(load({ kind: 'mnist' }, folder)).rejects.toThrow(
      /2 × 2 instead of MNIST's 28 × 28/,
    );
    await expect(load({ kind: 'mnist' }, join(folder, 'nowhere'))).rejects.toMatchObject({
      kind: 'notFound',
    });
  });
});

describe('spirals', () => {
  const points = async (task: object): Promise<Dataset> => load({ kind: 'spirals', ...task });

  it('are the same each time, and others with another seed', async () => {
    const first = await points({});
    expect(await points({})).toEqual(first);
    expect((await points({ seed: 2 })).splits.train.columns['point']?.data).not.toEqual(
      first.splits.train.columns['point']?.data,
    );
    const { train, validation, test } = first.splits;
    expect([train.count, validation.count, test.count]).toEqual([3000, 500, 1000]);
    expect(train.columns['point']?.data).toHaveLength(6000);
    expect(test.columns['point']?.data.slice(0, 20)).not.toEqual(
      train.columns['point']?.data.slice(0, 20),
    );
  });

  it('have the same test split when the training split grows', async () => {
    const [small, large] = [await points({ train: 10 }), await points({ train: 100 })];
    expect(large.splits.test).toEqual(small.splits.test);
  });

  it('lie on their curves where there is no noise: the angle gives the class', async () => {
    const { splits } = await points({ classes: 4, turns: 0.5, noise: 0, train: 400 });
    const { data } = splits.train.columns['point'] ?? { data: [] };
    const labels = splits.train.columns['label']?.data ?? [];
    for (let i = 0; i < 400; i++) {
      const [x, y] = [data[2 * i] ?? 0, data[2 * i + 1] ?? 0];
      const radius = Math.hypot(x, y);
      expect(radius).toBeLessThanOrEqual(1 + 1e-6);
      if (radius < 1e-3) continue;
      const turn = Math.atan2(y, x) / (2 * Math.PI) - 0.5 * radius;
      const label = 4 * (turn - Math.floor(turn));
      expect(Math.abs(Math.sin((Math.PI * (label - (labels[i] ?? 0))) / 4))).toBeLessThan(1e-3);
    }
    expect(histogram(splits.train.columns['label']).slice(0, 4)).toEqual([100, 100, 100, 100]);
  });

  it('may have no validation and test split', async () => {
    const { splits } = await points({ validation: 0, test: 0 });
    expect([splits.validation.count, splits.test.count]).toEqual([0, 0]);
  });
});

describe('imported data', () => {
  it('throws where there is no project or no such data set', async () => {
    await expect(load({ kind: 'dataset', dataset: 'flowers' })).rejects.toThrow(
      /'flowers' needs a project/,
    );
    const datasets = await scratch();
    const task = taskSchema.parse({ kind: 'dataset', dataset: 'flowers' });
    await expect(loadExamples(task, { resources, datasets })).rejects.toMatchObject({
      kind: 'notFound',
      message: "The data set 'flowers' is not in this project. Import it under the name 'flowers'.",
    });
  });
});
