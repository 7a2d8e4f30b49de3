/** What is damaged in a project is named in one sentence, and the rest of the project can still be used. */
import { mkdir, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tableRequestSchema } from '#spec/dataset';
import { importDataset } from '#data/import/import-dataset';
import { findUnreadableFiles } from '#service/unreadable-files';
import { listDatasets, readManifest } from '#data/import/stored-dataset';
import { getComparison, listComparisons, saveComparison } from '#storage/comparisons';
import { readIndex, writeIndex } from '#storage/metric-files';
import { getModel, listModels, saveModel } from '#storage/models';
import {
  createProject,
  datasetsDirectory,
  openProject,
  type ProjectFolder,
} from '#storage/projects';
import { createRun, listRuns, readRun, runDirectory } from '#storage/runs';
import { spirals } from './spirals';

let project: ProjectFolder;
let folder: string;

/** A kind of file: where it is, how it is read, and the ids of all that the project lists of its kind. */
interface FileKind {
  path: () => string;
  read: () => Promise<unknown>;
  list: () => Promise<string[]>;
}

const ids = ({ items }: { items: { id: string }[] }): string[] => items.map(({ id }) => id);

const kinds: Record<string, FileKind> = {
  'project.json': {
    path: () => join(project.directory, 'project.json'),
    read: () => openProject(project.directory),
    list: () => Promise.resolve([]),
  },
  'a model': {
    path: () => join(project.directory, 'models', 'spirals.json'),
    read: () => getModel(project, 'spirals'),
    list: async () => ids(await listModels(project)),
  },
  'a comparison': {
    path: () => join(project.directory, 'comparisons', 'first.json'),
    read: () => getComparison(project, 'first'),
    list: async () => ids(await listComparisons(project)),
  },
  'run.json': {
    path: () => join(runDirectory(project, 'first'), 'run.json'),
    read: () => readRun(project, 'first'),
    list: async () => ids(await listRuns(project)),
  },
  'metrics.json': {
    path: () => join(runDirectory(project, 'second'), 'metrics.json'),
    read: () => readIndex(runDirectory(project, 'second')),
    list: async () => ids(await listRuns(project)),
  },
  'the manifest of a data set': {
    path: () => join(datasetsDirectory(project), 'first', 'manifest.json'),
    read: () => readManifest(datasetsDirectory(project), 'first'),
    list: async () => ids({ items: await listDatasets(datasetsDirectory(project)) }),
  },
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dni-damaged-'));
  project = await createProject(join(folder, 'project'), 'Test');
  await saveModel(project, spirals('Spirals'));
  await saveModel(project, spirals('Other'));
  const comparison = {
    runs: [],
    metrics: [],
    xAxis: 'step' as const,
    smoothing: 0,
    logScale: false,
  };
  await saveComparison(project, { ...comparison, name: 'First' });
  await saveComparison(project, { ...comparison, name: 'Second' });
  for (const id of ['first', 'second']) {
    const run = await createRun(project, { name: id, modelId: null, spec: spirals() });
    await mkdir(runDirectory(project, id));
    await writeFile(
      join(runDirectory(project, id), 'run.json'),
      await readFile(join(runDirectory(project, run.id), 'run.json')),
    );
    await rm(runDirectory(project, run.id), { recursive: true });
    await writeIndex(runDirectory(project, id), new Map());
    const table = join(folder, 'table.csv');
    await writeFile(table, 'a,kind\n1,x\n2,y\n');
    await importDataset(
      tableRequestSchema.parse({ format: 'csv', id, file: table, label: 'kind' }),
      datasetsDirectory(project),
    );
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const utf16 = (text: string): Buffer => Buffer.from(`\ufeff${text}`, 'utf16le');

/** Content in place of a file, by what is wrong with it. */
const damages: [string, (text: string) => string | Uint8Array, RegExp][] = [
  ['empty', () => '', /it is empty/],
  ['cut off', (text) => text.slice(0, text.length / 2), /it is not JSON \(/],
  [
    'of bytes without meaning',
    () => Uint8Array.from({ length: 99 }, (_, i) => 255 - i),
    /it is not text in UTF-8/,
  ],
  ['in UTF-16', utf16, /it is text in UTF-16, not in UTF-8/],
  [
    'nested 5,000 deep',
    () => '['.repeat(5_000) + ']'.repeat(5_000),
    /it is nested more than 100 levels deep/,
  ],
  ['a list', () => '[1, 2]', /does not fit its format: it is \[1,2\], but an object/i],
  ['null', () => 'null', /does not fit its format: it is null, but an object/i],
  [
    'with types that are wrong',
    (text) => text.replace(/"(name|created|files)": [^,\n]*/, `"$1": ${'9'.repeat(9)}`),
    /does not fit its format: .* is 999999999, but/i,
  ],
  ['of a newer version', (text) => text.replace('"version": 1', '"version": 7'), /newer|version 7/],
];

describe.each(Object.entries(kinds))('%s', (_, { path, read, list }) => {
  async function expectSentence(words: RegExp): Promise<void> {
    const error = await read().then(
      () => null,
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({ name: 'WorkbenchError' });
    const { kind, message } = error as { kind: string; message: string };
    expect(['validation', 'unavailable']).toContain(kind);
    expect(message).toMatch(words);
    expect(message).not.toMatch(/\n|WorkbenchError|ZodError/);
    expect(message.length).toBeLessThan(700);
  }

  /** Puts a damage in place of the file, checks what reading says, and that the other files are still listed. */
  async function withDamage(damage: () => Promise<void>, words: RegExp): Promise<void> {
    const content = await readFile(path());
    const others = await list();
    try {
      await damage();
      await expectSentence(words);
      const remaining = await list();
      // What a list leaves out is told.
      if (remaining.length < others.length)
        expect(await findUnreadableFiles(project)).toEqual([
          expect.objectContaining({ message: expect.stringMatching(words) as string }),
        ]);
      expect(remaining.length).toBeGreaterThanOrEqual(others.length - 1);
      expect(others).toEqual(expect.arrayContaining(remaining));
    } finally {
      await rm(path(), { recursive: true });
      await writeFile(path(), content);
    }
  }

  it.each(damages)('%s', async (_name, damage, words) => {
    const text = await readFile(path(), 'utf8');
    await withDamage(() => writeFile(path(), damage(text)), words);
  });

  it('a folder in its place', async () => {
    await withDamage(async () => {
      await rm(path());
      await mkdir(path());
    }, /folder/);
  });

  it('larger than any such file, which is not read', async () => {
    await withDamage(() => truncate(path(), 20e9), /has 20000.0 MB; at most 64.0 MB are read here/);
  });

  it('with a byte order mark is read', async () => {
    const content = await readFile(path());
    try {
      const expected = await read();
      await writeFile(path(), `\ufeff${content.toString('utf8')}`);
      expect(withoutTimes(await read())).toEqual(withoutTimes(expected));
    } finally {
      await writeFile(path(), content);
    }
  });
});

/** Without what follows from the bytes and the time of the file. */
function withoutTimes(value: unknown): unknown {
  return value instanceof Map ? value : { ...(value as object), modified: '', revision: '' };
}
