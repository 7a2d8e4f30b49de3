import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { importDataset } from '#data/import/import-dataset';
import { readTaskData } from '#data/task-data';
import { taskSchema } from '#spec/task';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dni-task-data-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const read = (task: object, directory: string | null = folder) =>
  readTaskData(taskSchema.parse(task), directory);

async function importText(id: string, text: string): Promise<void> {
  const file = join(folder, `${id}.txt`);
  await writeFile(file, text);
  await importDataset(
    { format: 'text', id, train: file, validationFraction: 0, testFraction: 0 },
    folder,
  );
}

it('knows the parts of bundled and generated examples', async () => {
  expect((await read({ kind: 'mnist', validation: 1000 })).counts).toEqual({
    train: 59_000,
    validation: 1000,
    test: 10_000,
  });
  expect((await read({ kind: 'spirals', train: 7, validation: 5, test: 3 })).counts).toEqual({
    train: 7,
    validation: 5,
    test: 3,
  });
  // 70,000 images of 28 × 28 bytes, once.
  expect((await read({ kind: 'mnist', validation: 1000 })).bytes).toBe(54_880_000);
  const endless = await read({ kind: 'copy' });
  expect(endless).toMatchObject({ counts: null, bytes: 0, problem: null });
  expect(endless.fields).toHaveProperty('output');
});

it('counts the symbols of a text, after its parts are cut', async () => {
  await importText('tale', 'ab'.repeat(50));
  const { fields, counts, problem } = await read({
    kind: 'text',
    dataset: 'tale',
    validationFraction: 0.1,
    testFraction: 0.2,
  });
  expect(problem).toBeNull();
  expect(counts).toEqual({ train: 70, validation: 10, test: 20 });
  // Two characters and the unknown one.
  expect(fields?.['symbol']).toMatchObject({ kind: 'label', classes: 3 });
});

it('says what is missing, and where to get it', async () => {
  const problemOf = async (task: object, directory: string | null = folder) =>
    (await read(task, directory)).problem;
  expect(await problemOf({ kind: 'dataset', dataset: 'cifar10' })).toEqual({
    setting: 'task.dataset',
    message: "The data set 'cifar10' is not in this project.",
    remedy: 'Fetch it in the Data view, or with `npm run -s dni -- fetch cifar10 --project DIR`.',
  });
  expect(await problemOf({ kind: 'sequence', dataset: 'mine' }, null)).toEqual({
    setting: 'task.dataset',
    message: "There is no project that holds the data set 'mine'.",
    remedy: 'Import it with `npm run -s dni -- import`, or name another project with --project.',
  });
  expect(await problemOf({ kind: 'dataset', dataset: '../x' })).toMatchObject({
    message: "'../x' is not the id of a data set.",
  });
  expect(await problemOf({ kind: 'text', train: join(folder, 'none.txt') })).toMatchObject({
    setting: 'task.train',
    remedy: "Set 'Training file' to a text file in UTF-8.",
  });
});

it('keeps the fields that the task lists itself, although its data is missing', async () => {
  const fields = { image: { kind: 'values', shape: [4] }, label: { kind: 'label', classes: 2 } };
  expect((await read({ kind: 'dataset', dataset: 'mine', fields })).fields).toEqual(fields);
});

it('says what of the data does not fit the task', async () => {
  await importText('tale', 'ab'.repeat(50));
  const { problem } = await read({ kind: 'dataset', dataset: 'tale' });
  expect(problem?.message).toMatch(/'tale' is text, which has no examples/);
  const labels = join(folder, 'rows.csv');
  await writeFile(labels, 'x,y\n1,a\n2,a\n3,a\n4,b\n5,b\n6,b\n');
  await importDataset(
    {
      format: 'csv',
      id: 'rows',
      file: labels,
      label: 'y',
      values: [],
      ignore: [],
      missing: 'refuse',
      missingValue: 0,
      scaling: 'none',
      scaleValues: false,
      validationFraction: 0,
      testFraction: 0,
      keepOrder: false,
    },
    folder,
  );
  const rows = await read({ kind: 'dataset', dataset: 'rows', validation: 2, test: 1 });
  expect(rows).toMatchObject({ counts: { train: 3, validation: 2, test: 1 }, problem: null });
  expect(rows.bytes).toBeGreaterThan(0);
  expect((await read({ kind: 'dataset', dataset: 'rows', validation: 6 })).problem).toEqual({
    setting: 'task.validation',
    message: "'task.validation' wants 6 examples, but the training part of 'rows' has 6.",
    remedy: '',
  });
  expect((await read({ kind: 'sequence', dataset: 'rows' })).problem?.message).toMatch(
    /put in another order on import/,
  );
});
