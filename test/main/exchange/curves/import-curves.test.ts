import { appendFile, cp, readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { importCurves, previewCurves } from '#exchange/curves/import-curves';
import { exportData } from '#exchange/export-data';
import { encodeScalar } from '#exchange/tensorboard/encode-event';
import { encodeRecord } from '#exchange/tensorboard/records';
import { curveImportSchema, type CurveImportInput } from '#spec/curve-import';
import type { ImportedRun, Run } from '#spec/run';
import { readLog } from '#storage/log';
import { readMetric } from '#storage/metrics';
import type { ProjectFolder } from '#storage/projects';
import { listRuns, readRun, runDirectory, runsDirectory } from '#storage/runs';
import { readCurves } from '#storage/curves/read-curves';
import { ColumnCache } from '#storage/curves/column-cache';
import { curvesRequestSchema } from '#spec/curves';
import { emptyFolder, newProject } from '../../storage/helpers';
import { addRun, exportedProject } from '../exported-project';

/** Written by PyTorch, see fixtures/write_pytorch_runs.py. */
const pytorchRuns = fileURLToPath(new URL('../fixtures/pytorch-runs', import.meta.url));
const float = Math.fround;

function request(input: CurveImportInput) {
  return curveImportSchema.parse(input);
}

async function bringIn(project: ProjectFolder, input: CurveImportInput) {
  const { runs } = await importCurves(project, request(input));
  return Promise.all(
    runs.map(async (outcome) => ({
      ...outcome,
      run: (await readRun(project, outcome.id)) as ImportedRun,
    })),
  );
}

async function rowsOf(project: ProjectFolder, run: Run, metric: string): Promise<number[][]> {
  const rows = await readMetric(runDirectory(project, run.id), metric);
  return Array.from(rows?.step ?? [], (step, row) => [
    step,
    rows?.seconds[row] ?? NaN,
    rows?.value[row] ?? NaN,
  ]);
}

async function writeTable(text: string, name = 'curves.csv'): Promise<string> {
  const path = join(await emptyFolder(), name);
  await writeFile(path, text);
  return path;
}

describe('runs of PyTorch', () => {
  it('come in with their values, times and hyperparameters', async () => {
    const project = await newProject();
    const imported = await bringIn(project, { paths: [pytorchRuns], tags: ['theirs'] });
    expect(
      imported.map(({ name, outcome, metrics, values }) => [name, outcome, metrics, values]),
    ).toEqual([
      ['seed1', 'created', 3, 11],
      ['seed2', 'created', 3, 11],
    ]);
    const [first, second] = imported.map(({ run }) => run);
    expect(first).toMatchObject({
      kind: 'imported',
      spec: null,
      method: null,
      seed: 1,
      status: 'finished',
      tags: ['theirs'],
      step: 50,
      started: new Date(1_700_000_001_000).toISOString(),
      ended: new Date(1_700_000_005_000).toISOString(),
    });
    expect(second?.seed).toBe(2);
    // The writer stores truth values as numbers.
    expect(first?.imported.settings).toEqual({ lr: 0.1, optimizer: 'sgd', nesterov: 1 });
    expect(first?.imported).toMatchObject({
      format: 'tensorboard',
      source: pytorchRuns,
      part: 'seed1',
    });
    expect(first && (await rowsOf(project, first, 'Loss/train'))).toEqual([
      [10, 0, float(1 / 10)],
      [20, 1, float(1 / 20)],
      [30, 2, float(1 / 30)],
      [40, 3, float(1 / 40)],
      [50, 4, float(1 / 50)],
    ]);
    expect(first && (await rowsOf(project, first, 'Loss/exact'))).toEqual([[50, 4, 1 / 3]]);
    expect(
      (await readLog(runDirectory(project, first?.id ?? ''))).map(({ message }) => message),
    ).toEqual([`Imported 11 values of 3 metrics from '${pytorchRuns}'.`]);
  });

  it('are called as the user says, in the unit of the metric here', async () => {
    const project = await newProject();
    const [imported] = await bringIn(project, {
      paths: [join(pytorchRuns, 'seed2')],
      name: 'LSTM of Ada',
      method: 'backprop',
      seed: 7,
      settings: { model: 'LSTM', lr: 0.2 },
      metrics: { 'validation/error': 'val/err%', 'train/loss': 'Loss/train' },
    });
    expect(imported?.run).toMatchObject({ name: 'LSTM of Ada', method: 'backprop', seed: 7 });
    expect(imported?.run.imported.settings).toMatchObject({ model: 'LSTM', lr: 0.2 });
    expect(imported?.run.imported.renamed).toEqual({
      'validation/error': 'val/err%',
      'train/loss': 'Loss/train',
    });
    // 50 / (50 · 2) percent at the last step, which is the best one.
    expect(imported?.run.selected).toMatchObject({
      metric: 'validation/error',
      step: 50,
      value: 0.005,
    });
  });

  it('warn of percent where a fraction is shown', async () => {
    const preview = await previewCurves(
      null,
      request({ paths: [pytorchRuns], metrics: { 'validation/error': 'val/err' } }),
    );
    expect(preview.runs[0]?.notes).toEqual([
      "'val/err' goes up to 5.00, but 'validation/error' is a fraction from 0 to 1, shown in percent. If it is in percent, import it as 'val/err%'.",
    ]);
  });

  it('are drawn on the axes that are known of them', async () => {
    const project = await newProject();
    const [imported] = await bringIn(project, { paths: [join(pytorchRuns, 'seed1')] });
    const id = imported?.id ?? '';
    const draw = async (x: 'seconds' | 'examples') =>
      readCurves(
        curvesRequestSchema.parse({
          lines: [{ key: 'a', runIds: [id] }],
          metrics: [{ metric: 'Loss/train' }],
          x,
        }),
        () => ({
          directory: runDirectory(project, id),
          readSpec: async () => (await readRun(project, id)).spec,
        }),
        new ColumnCache(),
      );
    expect([...((await draw('seconds'))[0]?.x ?? [])]).toEqual([0, 1, 2, 3, 4]);
    const [examples] = await draw('examples');
    expect(examples?.notes).toEqual([
      'This run was imported, and how many examples it has seen is not known.',
    ]);
  });
});

describe('an import again', () => {
  it('finds what is there already, also in a folder that was moved', async () => {
    const project = await newProject();
    const folder = join(await emptyFolder(), 'runs');
    await cp(pytorchRuns, folder, { recursive: true });
    await bringIn(project, { paths: [folder] });
    const moved = `${folder}-2026`;
    await rename(folder, moved);
    const again = await bringIn(project, { paths: [moved] });
    expect(again.map(({ outcome }) => outcome)).toEqual(['unchanged', 'unchanged']);
    expect((await listRuns(project)).items).toHaveLength(2);
  });

  it('appends what a training has written since, and keeps what the user has said', async () => {
    const project = await newProject();
    const folder = join(await emptyFolder(), 'seed1');
    await cp(join(pytorchRuns, 'seed1'), folder, { recursive: true });
    const metrics = { 'train/loss': 'Loss/train' };
    const [first] = await bringIn(project, { paths: [folder], method: 'dni', metrics });
    const [file = ''] = await readdir(folder);
    const record = { tag: 'Loss/train', step: 60, wallTime: 1_700_000_006, value: 0.25 };
    await appendFile(join(folder, file), encodeRecord(encodeScalar(record)));
    const [again] = await bringIn(project, { paths: [folder] });
    expect(again).toMatchObject({ id: first?.id, outcome: 'updated' });
    expect(again?.run).toMatchObject({ method: 'dni', step: 60, color: first?.run.color });
    const rows = again ? await rowsOf(project, again.run, 'train/loss') : [];
    expect(rows.map(([step]) => step)).toEqual([10, 20, 30, 40, 50, 60]);
    expect(rows.at(-1)).toEqual([60, 5, 0.25]);
  });

  it('cuts a curve where the training was started again', async () => {
    const project = await newProject();
    const path = await writeTable('step,loss\n1,4\n2,3\n3,2\n');
    const [first] = await bringIn(project, { paths: [path] });
    // The later value of a step counts.
    await appendFile(path, '2,7\n');
    const [again] = await bringIn(project, { paths: [path] });
    expect(again?.id).toBe(first?.id);
    const rows = again ? await rowsOf(project, again.run, 'imported/loss') : [];
    expect(rows.map(([step, , value]) => [step, value])).toEqual([
      [1, 4],
      [2, 7],
      [3, 2],
    ]);
  });

  it('of another file with the same name is another run', async () => {
    const project = await newProject();
    await bringIn(project, { paths: [await writeTable('step,loss\n1,4\n')] });
    const [other] = await bringIn(project, { paths: [await writeTable('step,loss\n1,5\n')] });
    expect(other?.outcome).toBe('created');
  });
});

describe('what goes wrong', () => {
  it('leaves nothing of an import that is interrupted', async () => {
    const project = await newProject();
    const abort = new AbortController();
    const path = await writeTable(
      `step,loss\n${Array.from({ length: 40_000 }, (_, at) => `${at},1`).join('\n')}`,
    );
    const { signal } = abort;
    const check = signal.throwIfAborted.bind(signal);
    let checks = 0;
    // Once before the run, and before each piece of 16,384 values: the first one is on the disk.
    signal.throwIfAborted = () => {
      checks += 1;
      if (checks === 3) abort.abort();
      check();
    };
    await expect(importCurves(project, request({ paths: [path] }), { signal })).rejects.toThrow();
    expect(checks).toBe(3);
    expect(await readdir(runsDirectory(project))).toEqual([]);
  });

  it('writes nothing where one of several sources is damaged', async () => {
    const project = await newProject();
    const damaged = await writeTable('step,loss\n1,2\nx,3\n');
    await expect(bringIn(project, { paths: [pytorchRuns, damaged] })).rejects.toThrow(
      "Line 3 of 'curves.csv' has 'x' in the column 'step', but a step is a whole number from 0 on.",
    );
    expect((await listRuns(project)).items).toEqual([]);
  });

  it.each([
    [
      { 'validation/error': 'nothing' },
      "There is no metric 'nothing' for 'validation/error'. The files have Loss/train, val/err, Loss/exact.",
    ],
    [{ loss: 'Loss/train' }, "'loss' cannot be the name of a metric: write it with a slash"],
    [{ 'training.rate/x': 'Loss/train' }, 'cannot be the name of a metric'],
    [{ 'val/err': 'Loss/train' }, "'Loss/train' and 'val/err' would both be called 'val/err'"],
  ])('refuses names %j', async (metrics, message) => {
    const project = await newProject();
    await expect(bringIn(project, { paths: [pytorchRuns], metrics })).rejects.toThrow(message);
  });

  it('says what it looked for in a folder without curves', async () => {
    const project = await newProject();
    await expect(bringIn(project, { paths: [await emptyFolder()] })).rejects.toThrow(
      'neither event files of TensorBoard',
    );
  });
});

describe('tables', () => {
  it('of this program come back as they were', async () => {
    const { project, runs } = await exportedProject();
    const path = join(await emptyFolder(), 'runs.csv');
    await exportData(project, { runs, format: 'csv', path, metrics: null, overwrite: false });
    const other = await newProject();
    const imported = await bringIn(other, { paths: [path] });
    // A run without values is no row of the table.
    expect(imported.map(({ name }) => name)).toEqual(['rate 0.1, "wide"\n𝜃', 'plain']);
    for (const [index, metric] of ['train/loss', 'test/error'].entries()) {
      const [theirs, ours] = [imported[index]?.run, runs[index]];
      if (!theirs || !ours) throw new Error('a run is missing');
      const [before, after] = [
        await rowsOf(project, ours, metric),
        await rowsOf(other, theirs, metric),
      ];
      expect(after.map(([step, , value]) => [step, value])).toEqual(
        before.map(([step, , value]) => [step, value]),
      );
      expect(theirs).toMatchObject({ method: ours.method, seed: ours.seed });
      expect(theirs.imported.settings['model']).toBe(ours.spec.name);
    }
  });

  it('stand beside runs that were trained here', async () => {
    const project = await newProject();
    await addRun(project, [{ metric: 'train/loss', step: 1, seconds: 0, value: 1 }]);
    await bringIn(project, { paths: [await writeTable('step,train/loss\n1,2\n')] });
    const { items, problems } = await listRuns(project);
    expect(problems).toEqual([]);
    expect(items.map(({ kind }) => kind)).toEqual([undefined, 'imported']);
  });
});
