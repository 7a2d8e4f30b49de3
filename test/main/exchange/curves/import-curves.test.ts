import { readdirSync } from 'node:fs';
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
    expect(preview.runs[0]?.unitNotes).toEqual([
      "'val/err' goes from 1.00 to 5.00, but 'validation/error' is a fraction from 0 to 1, shown in percent. If it is in percent, import it as 'val/err%'.",
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

describe('two imports of one source', () => {
  it('at once make one run', async () => {
    const project = await newProject();
    const path = await writeTable('step,loss\n1,4\n2,3\n');
    const results = await Promise.all([
      bringIn(project, { paths: [path] }),
      bringIn(project, { paths: [path] }),
    ]);
    const outcomes = results.flat().map(({ outcome }) => outcome);
    expect(outcomes.sort()).toEqual(['created', 'unchanged']);
    expect((await listRuns(project)).items).toHaveLength(1);
    expect((await readdir(project.directory)).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('in one call make one run', async () => {
    const project = await newProject();
    const path = await writeTable('step,loss\n1,4\n');
    expect(await bringIn(project, { paths: [path, path] })).toHaveLength(1);
  });
});

describe('an event file', () => {
  const write = async (
    events: { step: number; wallTime?: number; value?: number }[],
    cut = 0,
  ): Promise<string> => {
    const records = events.map(({ step, wallTime = 1_700_000_000, value = 1 }) =>
      encodeRecord(encodeScalar({ tag: 'a', step, wallTime, value })),
    );
    const bytes = Buffer.concat(records);
    const path = join(await emptyFolder(), 'events.out.tfevents.1');
    await writeFile(path, bytes.subarray(0, bytes.length - cut));
    return path;
  };

  it.each([1e17, -1e300, NaN, Infinity])('with the time %s comes in without it', async (time) => {
    const project = await newProject();
    const [only] = await bringIn(project, {
      paths: [await write([{ step: 1, wallTime: time }])],
    });
    expect(only?.run).toMatchObject({ started: null, ended: null, seconds: 0 });
    expect(only && (await rowsOf(project, only.run, 'imported/a'))).toEqual([[1, NaN, 1]]);
  });

  it('counts only what it keeps, and names a step that cannot be one', async () => {
    const project = await newProject();
    const [only] = await bringIn(project, {
      paths: [await write([{ step: -5 }, { step: 1 }, { step: 2 ** 62 }])],
    });
    expect(only?.values).toBe(1);
    expect(only && (await rowsOf(project, only.run, 'imported/a'))).toEqual([[1, 0, 1]]);
    expect(only?.notes).toEqual([
      "Left out, since a step is a whole number from 0 to 2^53 - 1: 2 values, the first one at step -5 of 'a'.",
    ]);
  });

  it('says that its last record is cut off', async () => {
    const { runs } = await previewCurves(
      null,
      request({ paths: [await write([{ step: 1 }, { step: 2 }, { step: 3 }], 3)] }),
    );
    expect(runs[0]?.notes).toEqual([
      "The last record of 'events.out.tfevents.1' is cut off, as while it is written: 2 records before it are read.",
    ]);
    expect(runs[0]?.metrics[0]?.values).toBe(2);
  });
});

describe('a table', () => {
  it('whose times are no dates comes in without one', async () => {
    const project = await newProject();
    const [only] = await bringIn(project, {
      paths: [await writeTable('step,time,loss\n1,1e17,4\n')],
    });
    expect(only?.run).toMatchObject({ started: null, ended: null });
  });

  it.each([
    ['step;loss\n0;1.234,5\n1;1.134,5\n', "The column 'loss' has '1.234,5'. Choose the decimal"],
    ['step,note\n0,abc\n1,abc\n', "The column 'note' has 'abc'. Choose the decimal mark"],
  ])('without numbers is refused with the cell that is none: %j', async (text, message) => {
    const project = await newProject();
    await expect(bringIn(project, { paths: [await writeTable(text)] })).rejects.toThrow(message);
  });

  it('that is no UTF-8 says how it was read', async () => {
    const path = await writeTable('');
    await writeFile(path, Buffer.from('step,caf\u00e9\n1,2\n', 'latin1'));
    const { runs } = await previewCurves(null, request({ paths: [path] }));
    expect(runs[0]?.metrics[0]?.source).toBe('café');
    expect(runs[0]?.notes).toEqual([
      "'curves.csv' is no UTF-8 and was read as windows-1252. Where letters are wrong, choose its encoding (--encoding).",
    ]);
  });

  it('of thousands of metrics is written in few passes', async () => {
    const project = await newProject();
    const count = 1500;
    const names = Array.from({ length: count }, (_, at) => `layer/${at}`);
    const row = (step: number): string => `${step},${names.map((_, at) => at + step).join(',')}`;
    const progress: number[] = [];
    const path = await writeTable(`step,${names.join(',')}\n${row(0)}\n${row(1)}\n`);
    let atWork: string[] = [];
    const { runs } = await importCurves(project, request({ paths: [path] }), {
      onProgress: ({ curves }) => {
        progress.push(curves);
        atWork = [...readdirSync(project.directory), ...readdirSync(runsDirectory(project))];
      },
    });
    // The folder that the next program to open the project removes, if this one is killed.
    expect(atWork.filter((name) => /^\.import-[\da-f]{12}$/.test(name))).toHaveLength(1);
    expect(atWork.filter((name) => name.includes('partial'))).toEqual([]);
    const run = await readRun(project, runs[0]?.id ?? '');
    // One flush of 3,000 values.
    expect(progress).toEqual([count]);
    expect(Object.keys(run.metrics)).toHaveLength(count);
    expect(run.metrics['layer/7']).toMatchObject({ last: 8, best: 7, bestStep: 0 });
    expect(await rowsOf(project, run, 'layer/1499')).toEqual([
      [0, NaN, 1499],
      [1, NaN, 1500],
    ]);
  });
});
