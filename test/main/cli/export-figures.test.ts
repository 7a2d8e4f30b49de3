import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { saveComparison } from '#storage/comparisons';
import type { ProjectFolder } from '#storage/projects';
import { addRun } from '../exchange/exported-project';
import { emptyFolder, newProject } from '../storage/helpers';
import { objectsOf, runCli } from './run-cli';

let project: ProjectFolder;
let folder: string;

/** A run and a comparison with two charts of lines, one of which is empty, a text, and a chart of means. */
beforeEach(async () => {
  project = await newProject();
  folder = await emptyFolder();
  const points = [1, 2, 3].flatMap((step) => [
    { metric: 'train/loss', step, seconds: step, value: 1 / step },
    { metric: 'test/error', step, seconds: step, value: 0.1 / step },
  ]);
  const summary = { last: 0.1, best: 0.1, worst: 1, bestStep: 3 };
  const run = await addRun(project, points, {
    metrics: { 'train/loss': summary, 'test/error': summary },
  });
  await saveComparison(project, {
    ...{ name: 'Both', runs: [run.id], metrics: [], xAxis: 'step', smoothing: 0 },
    logScale: false,
    charts: [
      { id: 'loss', kind: 'lines', metric: 'train/loss' },
      { id: 'words', kind: 'text', text: 'What it costs.' },
      { id: 'error', kind: 'lines', metric: 'test/error', title: 'How wrong' },
      { id: 'none', kind: 'bars', field: 'summary.test/accuracy' },
    ],
  });
});

const exportBoth = (out: string, ...args: string[]) =>
  runCli(['export', 'both', '--out', out, '--project', project.directory, ...args]);

describe('dni export of charts', () => {
  it('writes one chart to a file, by number, id or title', async () => {
    for (const [chart, title] of [
      ['2', 'How wrong'],
      ['loss', 'Train loss'],
      ['how WRONG', 'How wrong'],
    ] as const) {
      const out = join(folder, `${chart}.svg`);
      const { status, stdout, stderr } = await exportBoth(out, '--format', 'svg', '--chart', chart);
      expect([status, stderr]).toEqual([0, '']);
      expect(stdout).toMatch(/\.svg: 1 chart, [\d.,]+ k?B\n$/);
      expect(await readFile(out, 'utf8')).toContain(`<title>${title}</title>`);
    }
  });

  it('writes all charts to a folder, and says which one has nothing to draw', async () => {
    const out = join(folder, 'figures');
    const { status, stdout, stderr } = await exportBoth(out, '--format', 'pdf', '--json');
    expect(status).toBe(0);
    expect(stderr).toMatch(/^note: '.*' has nothing to draw and is left out\.\n$/);
    const files = ['01-train-loss.pdf', '02-how-wrong.pdf'].map((name) => join(out, name));
    expect((await readdir(out)).sort()).toEqual(['01-train-loss.pdf', '02-how-wrong.pdf']);
    const sizes = await Promise.all(files.map(async (path) => (await stat(path)).size));
    expect(objectsOf(stdout)).toEqual([
      {
        ...{ kind: 'comparison', id: 'both', name: 'Both', format: 'pdf', path: out, files },
        bytes: sizes.reduce((sum, size) => sum + size, 0),
        notes: expect.any(Array) as unknown,
      },
    ]);
  });

  it('writes a chart once that is named twice', async () => {
    const out = join(folder, 'figures');
    const { status } = await exportBoth(out, '--format', 'svg', '--chart', '1', '2', 'loss');
    expect(status).toBe(0);
    expect((await readdir(out)).sort()).toEqual(['01-train-loss.svg', '02-how-wrong.svg']);
  });

  it('takes the size, the style and the resolution', async () => {
    const out = join(folder, 'loss.png');
    const size = ['--width', '4in', '--height', '5.08cm', '--dpi', '50'];
    await exportBoth(out, '--format', 'png', '--chart', 'loss', ...size);
    const png = await readFile(out);
    // 4 by 2 inches at 50 pixels an inch.
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([200, 100]);
  });

  it('refuses what it does not understand, and writes nothing', async () => {
    const out = join(folder, 'x.svg');
    const refusals: [args: string[], message: string][] = [
      [['--chart', 'Train los'], "There is no chart 'Train los'. Did you mean 'Train loss'?"],
      [['--chart', '9'], 'The charts are: 1 Train loss, 2 How wrong, 3 '],
      [['--width', '0.5in'], 'The width must be from 1 to 40 inches'],
      [['--font-size', '2'], 'The size of the font must be from 4 to 48 points.'],
    ];
    for (const [args, message] of refusals) {
      const { status, stdout, stderr } = await exportBoth(out, '--format', 'svg', ...args);
      expect([status, stdout], args.join(' ')).toEqual([2, '']);
      expect(stderr).toContain(message);
      expect(stderr).not.toMatch(/\n\s+at /);
    }
    expect(await readdir(folder)).toEqual([]);
  });

  it('replaces a file only when it is asked to', async () => {
    const out = join(folder, 'loss.svg');
    const write = (...args: string[]) =>
      exportBoth(out, '--format', 'svg', '--chart', 'loss', ...args);
    await write();
    const before = await readFile(out, 'utf8');
    const again = await write('--width', 'neurips');
    expect([again.status, again.stderr]).toEqual([
      2,
      expect.stringContaining('exists already') as string,
    ]);
    expect(await readFile(out, 'utf8')).toBe(before);
    expect((await write('--width', 'neurips', '--overwrite')).status).toBe(0);
    expect(await readFile(out, 'utf8')).toContain('width="396pt"');
  });
});

it('writes the charts of the page of a run: one for each measure, with its splits', async () => {
  const points = ['train', 'test'].flatMap((split) =>
    [1, 2].map((step) => ({
      ...{ metric: `${split}/loss`, step, seconds: step, value: 1 / step },
    })),
  );
  const summary = { last: 0.5, best: 0.5, worst: 1, bestStep: 2 };
  const run = await addRun(project, points, {
    metrics: { 'train/loss': summary, 'test/loss': summary },
  });
  const out = join(folder, 'loss.csv');
  const args = ['--format', 'figure-csv', '--chart', 'loss', '--out', out];
  const { status, stderr } = await runCli([
    ...['export', run.id, ...args, '--project', project.directory],
  ]);
  expect([status, stderr]).toEqual([0, '']);
  const lines = (await readFile(out, 'utf8')).trim().split(/\r?\n/);
  expect(lines.slice(1).map((line) => line.split(',').slice(0, 5))).toEqual([
    ['train', 'line', '0', '1', '1'],
    ['train', 'line', '0', '2', '0.5'],
    ['test', 'line', '0', '1', '1'],
    ['test', 'line', '0', '2', '0.5'],
  ]);
});
