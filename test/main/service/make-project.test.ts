import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { makeProject } from '#service/make-project';
import { importRequestSchema } from '#spec/dataset';
import { saveModel } from '#storage/models';
import type * as storedModels from '#storage/models';
import { resources } from './service-fixture';

type Models = typeof storedModels;

vi.mock('#storage/models', async (original) => {
  const models = await original<Models>();
  return { ...models, saveModel: vi.fn(models.saveModel) };
});

const table = `a,label\n${'1,x\n2,y\n'.repeat(20)}`;
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dni-make-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** Makes a project from a table that may be broken. */
async function make(text: string): Promise<unknown> {
  await writeFile(join(folder, 'table.csv'), text);
  const request = importRequestSchema.parse({
    ...{ format: 'csv', id: 'table', file: join(folder, 'table.csv'), label: 'label' },
  });
  const beginning = { kind: 'data' as const, request };
  return makeProject({ directory: join(folder, 'new'), name: 'New', beginning }, resources);
}

/** What fails at the model, with the data set imported by then. */
function failAtModel(before: (root: string) => Promise<void>): void {
  vi.mocked(saveModel).mockImplementationOnce(async ({ directory }) => {
    expect(await readdir(join(directory, 'datasets'))).toEqual(['table']);
    await before(directory);
    throw new Error('no model');
  });
}

describe('a project that cannot be made from its data', () => {
  it('is not there', async () => {
    await expect(make(`${table}1,2,3\n`)).rejects.toThrow('table.csv');
    expect(await readdir(folder)).toEqual(['table.csv']);
    failAtModel(() => Promise.resolve());
    await expect(make(table)).rejects.toThrow('no model');
    expect(await readdir(folder)).toEqual(['table.csv']);
  });

  it('leaves the empty folder that it was to be made in', async () => {
    await mkdir(join(folder, 'new'));
    await expect(make(`${table}1,2,3\n`)).rejects.toThrow('table.csv');
    failAtModel(() => Promise.resolve());
    await expect(make(table)).rejects.toThrow('no model');
    expect(await readdir(join(folder, 'new'))).toEqual([]);
  });

  it.each(['thesis.txt', 'runs/mine/notes.txt'])(
    'leaves %s, which others have made',
    async (name) => {
      const file = join(folder, 'new', name);
      failAtModel(async () => {
        await mkdir(dirname(file), { recursive: true });
        await writeFile(file, 'mine');
      });
      await expect(make(table)).rejects.toThrow('no model');
      expect(await readFile(file, 'utf8')).toBe('mine');
      expect(await readdir(dirname(file))).toContain(basename(file));
      expect(await readdir(join(folder, 'new', 'datasets'))).toEqual([]);
    },
  );
});
