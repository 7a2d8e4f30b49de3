import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { exportData } from '#exchange/export-data';
import { newProject, emptyFolder } from '../storage/helpers';
import { addRun, delicate, exportedProject, started } from './exported-project';

const run = promisify(execFile);
const script = fileURLToPath(new URL('fixtures/compare_exports.py', import.meta.url));
/** With numpy, pandas, pyarrow and tensorboard, else these tests are skipped. */
const python = process.env.DNI_WORKBENCH_PYTHON ?? 'python3';
const isThere = await run(python, [
  '-c',
  'import numpy, pandas, pyarrow, tensorboard.backend',
]).then(
  () => true,
  () => false,
);

const formats = ['csv', 'parquet', 'npz', 'tensorboard'] as const;

describe.skipIf(!isThere)('what Python reads', () => {
  it('is every value of the runs, to the last bit', async () => {
    const { project, runs } = await exportedProject();
    const folder = await emptyFolder();
    for (const format of formats)
      await exportData(project, {
        runs,
        format,
        path: join(folder, `out.${format}`),
        metrics: null,
        overwrite: false,
      });
    const paths = formats.map((format) => join(folder, `out.${format}`));
    const { stdout } = await run(python, [script, project.directory, ...paths]);
    const count = delicate.length + 2;
    const counts = { csv: count, parquet: count, npz: count, tensorboard: count };
    expect(JSON.parse(stdout)).toEqual(counts);
  });

  it('has several row groups of a run that is longer than one', async () => {
    const project = await newProject();
    const count = 2 ** 18 + 2 ** 16;
    const points = Array.from({ length: count }, (_, step) => ({
      metric: 'train/loss',
      step,
      seconds: step / 3,
      value: Math.sin(step),
    }));
    const runs = [await addRun(project, points)];
    const path = join(await emptyFolder(), 'out.parquet');
    await exportData(project, { runs, format: 'parquet', path, metrics: null, overwrite: false });
    const { stdout } = await run(python, [script, project.directory, path]);
    expect(JSON.parse(stdout)).toEqual({ parquet: count });
    const groups = `import pyarrow.parquet, sys; print(pyarrow.parquet.ParquetFile(sys.argv[1]).metadata.num_row_groups)`;
    expect((await run(python, ['-c', groups, path])).stdout.trim()).toBe('2');
  });

  it('is what TensorBoard shows', async () => {
    const { project, runs } = await exportedProject();
    const path = join(await emptyFolder(), 'out');
    const request = { runs, format: 'tensorboard', path, metrics: null, overwrite: false } as const;
    await exportData(project, request);
    const board = spawn(python, ['-m', 'tensorboard.main', '--logdir', path, '--port', '0']);
    try {
      const address = await addressOf(board);
      const query = new URLSearchParams({ run: runs[0]?.id ?? '', tag: 'train/loss' });
      const shown = await poll<[number, number, unknown][]>(
        `${address}data/plugin/scalars/scalars?${query.toString()}`,
      );
      const texts = delicate.map((value) =>
        // JSON has no text for these.
        Number.isFinite(Math.fround(value)) ? Math.fround(value) : String(Math.fround(value)),
      );
      expect(shown.map(([, , value]) => value)).toEqual(texts);
      expect(shown.map(([, step]) => step)).toEqual(delicate.map((_, row) => 3 * row));
      const start = Date.parse(started) / 1000;
      expect(shown.map(([time]) => time)).toEqual(delicate.map((_, row) => start + row / 7));
    } finally {
      board.kill('SIGKILL');
    }
  });
});

/** The address that TensorBoard prints once it serves. */
function addressOf(board: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    board.on('exit', () => reject(new Error(text)));
    board.stderr?.on('data', (part: Buffer) => {
      text += part.toString();
      const [address] = /http:\/\/localhost:\d+\//.exec(text) ?? [];
      if (address) resolve(address);
    });
  });
}

/** A list from this address, which is empty until TensorBoard has read the files. */
async function poll<T extends unknown[]>(address: string): Promise<T> {
  for (;;) {
    const response = await fetch(address);
    const list = response.ok ? ((await response.json()) as T) : [];
    if (list.length > 0) return list as T;
    await sleep(500);
  }
}
