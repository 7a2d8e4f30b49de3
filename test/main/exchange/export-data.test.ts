import { execFileSync } from 'node:child_process';
import { appendFile, copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parquetReadObjects } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import { exportData, type DataExport } from '#exchange/export-data';
import { readEventFiles } from '#exchange/tensorboard/read-event-files';
import type { DataFormat } from '#spec/export-format';
import type { ProjectFolder } from '#storage/projects';
import { runDirectory } from '#storage/runs';
import { emptyFolder, newProject } from '../storage/helpers';
import { addRun, delicate, exportedProject, started } from './exported-project';

const fixtures = fileURLToPath(new URL('fixtures/event-files', import.meta.url));
const eventFile = 'events.out.tfevents.1700000000.host';

type Request = Partial<DataExport> & Pick<DataExport, 'runs' | 'format'>;

/** Exports into a new folder, and returns what is in it then. */
async function exportTo(project: ProjectFolder, request: Request) {
  const folder = await emptyFolder();
  const path = join(folder, `out.${request.format}`);
  const exported = await exportData(project, {
    path,
    metrics: null,
    overwrite: false,
    ...request,
  });
  expect(await readdir(folder)).toEqual([`out.${request.format}`]);
  return exported;
}

const point = (metric: string, step: number, value: number) => ({
  metric,
  step,
  seconds: step / 10,
  value,
});

describe('the export of data', () => {
  it('writes CSV as RFC 4180 has it, with the shortest text of every number', async () => {
    const { project, runs } = await exportedProject();
    const { path, rows, bytes, files, notes } = await exportTo(project, { runs, format: 'csv' });
    const text = await readFile(path, 'utf8');
    expect(runs[0]?.spec.name).toBe('Spirals, cDNI');
    const start = `${runs[0]?.id},"rate 0.1, ""wide""\n𝜃","Spirals, cDNI",dni,4294967295,train/loss`;
    const values = [
      '0.1',
      '0.3333333333333333',
      '-0',
      '0',
      '5e-324',
      '-1.7976931348623157e+308',
      '1e+21',
      '123456789012345680',
      'nan',
      'inf',
      '-inf',
    ];
    const lines = text.split('\r\n');
    expect(lines[0]).toBe('run,name,model,method,seed,metric,step,seconds,value');
    expect(lines.slice(1, 12)).toEqual(
      values.map((value, row) => `${start},${3 * row},${row / 7},${value}`),
    );
    expect(lines[12]).toMatch(/,interface\/a->b\/cosine,3298534883328,157073089682\.2857,0\.5$/);
    expect(lines[13]).toMatch(/,plain,.*,test\/error,3,0.14285714285714285,0\.25$/);
    expect(lines.slice(14)).toEqual(['']);
    expect([rows, files]).toEqual([delicate.length + 2, [path]]);
    expect(bytes).toBe(Buffer.byteLength(text));
    expect(notes).toEqual([`1 run without such values is left out: ${runs[2]?.id}.`]);
  });

  it('has a column for each setting in which the runs differ, so that a sweep can be read', async () => {
    const { project, runs } = await exportedProject();
    const [first, second] = runs;
    if (!first || !second) throw new Error('two runs');
    const { training } = second.spec;
    const optimizer = { ...training.optimizer, rate: 0.0125 };
    const swept = { ...second, spec: { ...second.spec, training: { ...training, optimizer } } };
    const request = { runs: [first, swept], metrics: ['test/error', 'interface/a->b/cosine'] };
    const csv = await exportTo(project, { ...request, format: 'csv' });
    const [header, ...lines] = (await readFile(csv.path, 'utf8')).split('\r\n');
    expect(header).toBe(
      'run,name,model,method,seed,training.optimizer.rate,metric,step,seconds,value',
    );
    const rate = first.spec.training.optimizer.rate;
    expect(lines[0]).toContain(`,4294967295,${rate},interface/a->b/cosine,`);
    expect(lines[1]).toContain(',0.0125,test/error,');
    const parquet = await exportTo(project, { ...request, format: 'parquet' });
    const { buffer } = new Uint8Array(await readFile(parquet.path));
    const rows = await parquetReadObjects({ file: buffer });
    expect(rows.map((row) => row['training.optimizer.rate'])).toEqual([rate, 0.0125]);
  });

  it('writes event files with the nearest float32 of every value', async () => {
    const { project, runs } = await exportedProject();
    const { path, files, rows } = await exportTo(project, { runs, format: 'tensorboard' });
    const start = Date.parse(started) / 1000;
    expect(files).toEqual(
      runs
        .slice(0, 2)
        .map(({ id }) => join(path, id, `events.out.tfevents.${Math.floor(start)}.dni-workbench`)),
    );
    expect(rows).toBe(delicate.length + 2);
    const [first, second] = await readEventFiles(path);
    expect([first?.name, second?.name]).toEqual(runs.slice(0, 2).map(({ id }) => id));
    expect([...(first?.scalars.keys() ?? [])]).toEqual(['train/loss', 'interface/a->b/cosine']);
    const loss = first?.scalars.get('train/loss');
    // toEqual tells 0 from −0.
    expect([...(loss?.value ?? [])]).toEqual(delicate.map(Math.fround));
    expect([...(loss?.step ?? [])]).toEqual(delicate.map((_, row) => 3 * row));
    expect([...(loss?.wallTime ?? [])]).toEqual(delicate.map((_, row) => start + row / 7));
    expect(first?.scalars.get('interface/a->b/cosine')?.step[0]).toBe(3 * 2 ** 40);
  });

  it('writes NPZ with arrays of int64 and float64, and the runs as a text', async () => {
    const { project, runs } = await exportedProject();
    const { path, rows } = await exportTo(project, { runs, format: 'npz' });
    // Without NumPy: a header of a length that is in its bytes 8 and 9, then the numbers.
    const script = `import json, struct, sys, zipfile
archive = zipfile.ZipFile(sys.argv[1])
def read(name, kind):
    data = archive.read(name)
    start = 10 + struct.unpack_from('<H', data, 8)[0]
    text = data[10:start].decode().strip()
    return text, [repr(x) for x, in struct.iter_unpack(kind, data[start:])] if kind else data[start:].decode('utf-32-le')
key = json.loads(read('runs.npy', None)[1])[0]['run'] + '/train/loss/'
print(json.dumps([archive.testzip(), json.loads(read('runs.npy', None)[1]), read(key + 'step.npy', '<q'), read(key + 'value.npy', '<d')]))`;
    const output = execFileSync('python3', ['-c', script, path], { encoding: 'utf8' });
    const [test, described, steps, values] = JSON.parse(output) as unknown[];
    const header = (kind: string): string =>
      `{'descr': '${kind}', 'fortran_order': False, 'shape': (${delicate.length},), }`;
    expect(test).toBeNull();
    expect(described).toMatchObject([
      {
        run: runs[0]?.id,
        name: 'rate 0.1, "wide"\n𝜃',
        seed: 4294967295,
        metrics: ['train/loss', 'interface/a->b/cosine'],
        spec: runs[0]?.spec,
      },
      { run: runs[1]?.id, metrics: ['test/error'] },
    ]);
    expect(steps).toEqual([header('<i8'), delicate.map((_, row) => String(3 * row))]);
    expect(values).toEqual([
      header('<f8'),
      [
        '0.1',
        '0.3333333333333333',
        '-0.0',
        '0.0',
        '5e-324',
        '-1.7976931348623157e+308',
        '1e+21',
        '1.2345678901234568e+17',
        'nan',
        'inf',
        '-inf',
      ],
    ]);
    expect(rows).toBe(delicate.length + 2);
  });

  it('writes the chosen metrics of the runs that have them', async () => {
    const { project, runs } = await exportedProject();
    const request = { runs, format: 'csv', metrics: ['test/error'] } as const;
    const { path, rows, notes } = await exportTo(project, request);
    expect(rows).toBe(1);
    expect((await readFile(path, 'utf8')).split('\r\n')).toHaveLength(3);
    expect(notes).toEqual([
      `2 runs without such values are left out: ${runs[0]?.id}, ${runs[2]?.id}.`,
    ]);
  });

  it('names the closest metric where no run has the one that is asked for', async () => {
    const { project, runs } = await exportedProject();
    const folder = await emptyFolder();
    const exporting = exportData(project, {
      runs,
      format: 'csv',
      path: join(folder, 'out.csv'),
      metrics: ['train/los'],
      overwrite: false,
    });
    await expect(exporting).rejects.toThrow(
      "No run has a metric 'train/los'. Did you mean 'train/loss'?",
    );
    expect(await readdir(folder)).toEqual([]);
  });

  it('says that nothing is recorded, and that a run has not ended', async () => {
    const project = await newProject();
    const empty = await addRun(project, []);
    await expect(exportTo(project, { runs: [empty], format: 'npz' })).rejects.toThrow(
      'Nothing is recorded yet of this run.',
    );
    const going = await addRun(project, [point('train/loss', 1, 1)], { status: 'running' });
    const { rows, notes } = await exportTo(project, { runs: [going], format: 'npz' });
    expect(rows).toBe(1);
    expect(notes).toEqual([`1 run has not ended and is exported as far as recorded: ${going.id}.`]);
  });

  it('leaves out garbage at the end of a file, and says so', async () => {
    for (const format of ['csv', 'parquet', 'npz', 'tensorboard'] as const) {
      const project = await newProject();
      const run = await addRun(
        project,
        [1, 2, 3].map((step) => point('train/loss', step, step)),
      );
      const file = join(runDirectory(project, run.id), 'metrics', '0.f64');
      // Whole rows of zeros, whose steps decrease, and a part of one.
      await appendFile(file, Buffer.alloc(24 * 2 + 5));
      const { rows, notes } = await exportTo(project, { runs: [run], format });
      expect(rows, format).toBe(3);
      expect(notes).toEqual([
        '2 values at the end of what was recorded are damaged, as after a power cut, and left out.',
      ]);
    }
  });

  it('joins the pieces of a long metric', async () => {
    const project = await newProject();
    const count = 2 ** 16 + 3;
    const points = Array.from({ length: count }, (_, step) => point('train/loss', step, -step));
    const run = await addRun(project, points);
    const { path, rows } = await exportTo(project, { runs: [run], format: 'csv' });
    const lines = (await readFile(path, 'utf8')).split('\r\n');
    expect([rows, lines.length]).toEqual([count, count + 2]);
    expect(
      lines[count]?.endsWith(`,train/loss,${count - 1},${(count - 1) / 10},${1 - count}`),
    ).toBe(true);
  });
});

describe('the place of an export', () => {
  const formats: DataFormat[] = ['csv', 'tensorboard'];

  it('never writes among the files of a project, but into its folder for exports', async () => {
    const { project, runs } = await exportedProject();
    const { directory } = project;
    const [run] = runs;
    const request = { runs, format: 'csv', metrics: null, overwrite: true } as const;
    const targets = ['project.json', 'new.csv', `runs/${run?.id}/run.json`, 'models/new.csv'];
    for (const target of targets) {
      const path = join(directory, target);
      const before = await readFile(path, 'utf8').catch(() => null);
      await expect(exportData(project, { ...request, path })).rejects.toMatchObject({
        kind: 'conflict',
        message: expect.stringMatching(
          /is in the project .* or in its folder exports\.$/,
        ) as string,
      });
      expect(await readFile(path, 'utf8').catch(() => null)).toBe(before);
    }
    await mkdir(join(directory, 'exports'), { recursive: true });
    const path = join(directory, 'exports', 'all.csv');
    expect(await exportData(project, { ...request, path })).toMatchObject({ runs: 2 });
  });

  it('is refused where something is there, and replaced where the user wants it', async () => {
    const { project, runs } = await exportedProject();
    for (const format of formats) {
      const path = join(await emptyFolder(), 'out');
      const request = { runs, format, path, metrics: null };
      const { files } = await exportData(project, { ...request, overwrite: false });
      await expect(exportData(project, { ...request, overwrite: false })).rejects.toMatchObject({
        kind: 'conflict',
        message: expect.stringMatching(/out' exists already\. .* --overwrite\.$/) as string,
      });
      const shorter = { ...request, runs: runs.slice(1, 2), overwrite: true };
      const replaced = await exportData(project, shorter);
      expect(replaced.rows).toBe(1);
      expect(replaced.files.every((file) => files.includes(file))).toBe(true);
      expect(await readdir(join(path, '..'))).toEqual(['out']);
      if (format === 'tensorboard') expect(await readdir(path)).toEqual([runs[1]?.id]);
    }
  });

  it('is never a folder with other files, a folder in place of a file, or in no folder', async () => {
    const { project, runs } = await exportedProject();
    const folder = await emptyFolder();
    await mkdir(join(folder, 'notes'));
    await writeFile(join(folder, 'notes', 'thesis.tex'), 'years of work');
    await writeFile(join(folder, 'file'), '');
    const exporting = (format: DataFormat, path: string) =>
      exportData(project, { runs, format, path, metrics: null, overwrite: true });
    await expect(exporting('tensorboard', folder)).rejects.toThrow('not from such an export');
    // Event files of PyTorch.
    const logs = join(folder, 'logs', 'run');
    await mkdir(logs, { recursive: true });
    await copyFile(join(fixtures, 'pytorch', eventFile), join(logs, eventFile));
    await expect(exporting('tensorboard', dirname(logs))).rejects.toThrow('would be lost');
    expect(await readdir(logs)).toEqual([eventFile]);

    await expect(exporting('tensorboard', join(folder, 'file'))).rejects.toThrow('is a file, and');
    await expect(exporting('csv', join(folder, 'notes'))).rejects.toThrow('is a folder, and');
    const missing = join(folder, 'missing', 'out.csv');
    await expect(exporting('csv', missing)).rejects.toThrow(/There is no folder '.*missing'/);
    await expect(exporting('csv', join(folder, 'x'.repeat(300)))).rejects.toMatchObject({
      kind: 'validation',
      message: expect.stringMatching(/cannot be written: the path is too long/) as string,
    });
    expect(await readFile(join(folder, 'notes', 'thesis.tex'), 'utf8')).toBe('years of work');
    expect((await readdir(folder)).sort()).toEqual(['file', 'logs', 'notes']);
  });

  it('stays as it was where the export fails or is ended', async () => {
    const { project, runs } = await exportedProject();
    for (const format of formats) {
      const folder = await emptyFolder();
      const request = { runs, format, path: join(folder, 'out'), metrics: null };
      const { files } = await exportData(project, { ...request, overwrite: false });
      const before = await Promise.all(files.map((file) => readFile(file)));
      const ended = { ...request, overwrite: true, signal: AbortSignal.abort() };
      await expect(exportData(project, ended)).rejects.toThrow('aborted');
      expect(await readdir(folder)).toEqual(['out']);
      expect(await Promise.all(files.map((file) => readFile(file)))).toEqual(before);
    }
  });

  it('names the file of a run that cannot be read', async () => {
    const { project, runs } = await exportedProject();
    const file = join(runDirectory(project, runs[0]?.id ?? ''), 'metrics.json');
    await writeFile(file, 'no JSON');
    await expect(exportTo(project, { runs, format: 'csv' })).rejects.toMatchObject({
      kind: 'validation',
      message: expect.stringContaining('metrics.json') as string,
    });
    await rm(file);
  });
});
