import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { assertSameData, identifyData } from '#data/identify-data';
import { importDataset } from '#data/import/import-dataset';
import { importRequestSchema } from '#spec/dataset';
import { WorkbenchError } from '#spec/errors';
import { taskSchema } from '#spec/task';
import { datasetsDirectory } from '#storage/projects';
import { emptyFolder, newProject } from '../storage/helpers';
import { npyBytes, npyHeader } from './npy-bytes';

const sha256 = (content: string | Uint8Array) => createHash('sha256').update(content).digest('hex');

/** Imports three examples with these labels as the data set 'rb' of a new project; returns its folder of data sets. */
async function importLabels(labels: number[]): Promise<string> {
  const folder = await emptyFolder();
  const [inputs, targets] = [join(folder, 'x.npy'), join(folder, 'y.npy')];
  await writeFile(inputs, npyBytes(npyHeader('<f4', '3,'), Float32Array.of(0.5, 1.5, 2.5)));
  await writeFile(targets, npyBytes(npyHeader('|u1', '3,'), Uint8Array.from(labels)));
  const datasets = datasetsDirectory(await newProject());
  const request = { format: 'npy', id: 'rb', inputs, targets, keepOrder: true };
  await importDataset(importRequestSchema.parse(request), datasets);
  return datasets;
}

const rb = taskSchema.parse({ kind: 'dataset', dataset: 'rb' });

describe('identifyData', () => {
  it('names the files of an imported data set with their checksums', async () => {
    const datasets = await importLabels([0, 1, 0]);
    expect(await identifyData(rb, datasets)).toEqual([
      {
        name: 'train.features.f32',
        sha256: sha256(new Uint8Array(Float32Array.of(0.5, 1.5, 2.5).buffer)),
      },
      {
        name: 'train.label.i32',
        sha256: sha256(new Uint8Array(Int32Array.of(0, 1, 0).buffer)),
      },
      { name: 'fields and scales', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string },
    ]);
  });

  it('names texts by their path, and takes a packed text for the same as the unpacked one', async () => {
    const folder = await emptyFolder();
    const [train, test] = [join(folder, 'a.txt'), join(folder, 'b.txt.gz')];
    await writeFile(train, 'abc abc');
    await writeFile(test, gzipSync('cba'));
    const task = taskSchema.parse({ kind: 'text', train, test });
    expect(await identifyData(task, null)).toEqual([
      { name: train, sha256: sha256('abc abc') },
      { name: test, sha256: sha256('cba') },
    ]);
  });

  it('is empty for data that is generated or part of the program', async () => {
    for (const kind of ['spirals', 'recall', 'text', 'mnist'])
      expect(await identifyData(taskSchema.parse({ kind }), null)).toEqual([]);
  });

  it('throws where the data set is missing', async () => {
    const datasets = datasetsDirectory(await newProject());
    await expect(identifyData(rb, datasets)).rejects.toThrow("The data set 'rb' is not in");
  });
});

describe('assertSameData', () => {
  it('accepts the same data imported again, and any where none is recorded', async () => {
    const recorded = await identifyData(rb, await importLabels([0, 1, 0]));
    const again = await identifyData(rb, await importLabels([0, 1, 0]));
    expect(() => assertSameData(rb, recorded, again)).not.toThrow();
    expect(() => assertSameData(rb, [], again)).not.toThrow();
  });

  it('refuses permuted labels and names the file', async () => {
    const recorded = await identifyData(rb, await importLabels([0, 1, 0]));
    const permuted = await identifyData(rb, await importLabels([1, 0, 0]));
    expect(() => assertSameData(rb, recorded, permuted)).toThrow(
      /^The data set 'rb' is not what the run was trained on: the SHA-256 of 'train\.label\.i32' is [0-9a-f]{12}…, and was [0-9a-f]{12}…\./,
    );
  });

  it.each([
    [['a'], ['a', 'b'], "it has the file 'b' in addition"],
    [['a', 'b'], ['a'], "it has no file 'b' any more"],
  ])('compares the files %j with %j', (before, now, expected) => {
    const files = (names: string[]) => names.map((name) => ({ name, sha256: '0' }));
    try {
      assertSameData(taskSchema.parse({ kind: 'text' }), files(before), files(now));
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(WorkbenchError);
      expect((error as WorkbenchError).message).toContain(expected);
      expect((error as WorkbenchError).details).toEqual({ reason: 'otherData' });
    }
  });

  it('refuses the same numbers with other class names', () => {
    const task = rb;
    expect(() =>
      assertSameData(
        task,
        [{ name: 'fields and scales', sha256: '0' }],
        [{ name: 'fields and scales', sha256: '1' }],
      ),
    ).toThrow('its fields, class names or scales are others');
  });
});
