import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { getComparison, saveComparison } from '#storage/comparisons';
import type { ProjectFolder } from '#storage/projects';
import { listReported } from '#storage/reported';
import { writeRun } from '#storage/runs';
import { addRun } from '../exchange/exported-project';
import { emptyFolder, newProject } from '../storage/helpers';
import { runCli } from './run-cli';

let project: ProjectFolder;
let folder: string;

const reported = (...args: string[]) =>
  runCli(['reported', ...args, '--project', project.directory]);

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

beforeEach(async () => {
  project = await newProject();
  folder = await emptyFolder();
  const run = await addRun(project, []);
  const metric = { last: 0.03, best: 0.03, bestStep: 1 };
  await writeRun(project, { ...run, metrics: { 'test/error': metric } });
  await saveComparison(project, {
    ...{ name: 'Ours', runs: [run.id], metrics: ['test/error'], groupBy: [] },
    ...{ xAxis: 'step', smoothing: 0, logScale: false },
  });
});

describe('dni reported', () => {
  it('does not add a table twice, and makes no project for one that is refused', async () => {
    const table = await file('table.csv', 'cDNI,2.2\nDNI,1.9\n');
    const add = ['add', table, '--metric', 'test/error', '--source', 'Paper', '--unit', 'percent'];
    await reported(...add);
    await writeFile(table, 'cDNI,2.2\nDNI,1.9\nbackprop,2.0\n');
    const again = await reported(...add);
    expect([again.status, again.stderr]).toEqual([
      0,
      "note: 'Paper' has 2 of these entries already: not added again.\n",
    ]);
    const { items } = await listReported(project);
    expect(items[0]?.entries.map(({ id }) => id)).toEqual(['cdni', 'dni', 'backprop']);
    await writeFile(table, 'cDNI,2.2 ± -1\n');
    const refused = await runCli(['reported', ...add, '--project', join(folder, 'new')]);
    expect(refused.status).toBe(2);
    expect(refused.stderr).toContain("Line 1: '2.2 ± -1' is no result");
    expect(await readdir(folder)).toEqual(['table.csv']);
  });

  it('adds a table, which a comparison shows, and a curve, lists them and removes them', async () => {
    const table = await file('table.md', '| method | error % |\n|---|---|\n| cDNI | 2.2 ± 0.1 |\n');
    const { status, stdout, stderr } = await reported(
      ...['add', table, '--metric', 'test/error', '--source', 'Jaderberg et al. 2017'],
      ...['--place', 'Table 1', '--spread', 'sd', '--comparison', 'Ours'],
    );
    expect([status, stderr]).toEqual([
      0,
      'note: the numbers are taken for percent; --unit says otherwise.\n',
    ]);
    expect(stdout).toContain('jaderberg-et-al-2017: 1 entry of Jaderberg et al. 2017, Table 1');
    expect(stdout).toContain('2.2 ± 0.1 % (sd)');
    expect((await getComparison(project, 'ours')).references).toEqual([
      { source: 'jaderberg-et-al-2017', entries: ['cdni'] },
    ]);
    const latex = await runCli([
      'export',
      'ours',
      '--format',
      'latex',
      '--project',
      project.directory,
    ]);
    expect(latex.stdout).toContain('Jaderberg et al. 2017: cDNI & -- & 2.2 $\\pm$ 0.1 (sd) & +0.8');

    const curve = await file('curve.csv', 'step,error\n100,12\n200,2.5\n');
    const more = await reported(
      ...['add', curve, '--metric', 'test/error', '--source', 'jaderberg-et-al-2017'],
      ...['--x', 'step', '--label', 'cDNI, Figure 5'],
    );
    expect(more.status).toBe(0);
    const [source] = (await listReported(project)).items;
    expect(source?.entries.map(({ kind, label }) => [kind, label])).toEqual([
      ['value', 'cDNI'],
      ['curve', 'cDNI, Figure 5'],
    ]);
    expect(source?.entries[1]).toMatchObject({
      x: 'step',
      points: [
        [100, 0.12],
        [200, 0.025],
      ],
    });

    const listed = await reported('list');
    expect(listed.stdout).toMatch(
      /jaderberg-et-al-2017 +Jaderberg et al. 2017 +cDNI +test\/error +2.2 ± 0.1 % \(sd\)/,
    );
    expect(listed.stdout).toMatch(
      /bundled\/jaderberg-2017-copy +.* +DNI, unroll 4 +task\/level +15/,
    );

    expect((await reported('remove', 'bundled/jaderberg-2017-copy')).status).toBe(2);
    const removed = await reported('remove', 'jaderberg-et-al-2017');
    expect(removed.stdout).toBe(
      'jaderberg-et-al-2017 is in the trash of the project for 30 days.\n',
    );
    expect((await listReported(project)).items).toEqual([]);
  });

  it('says in a sentence what is wrong, with the line, and saves nothing', async () => {
    const wrong = await file('wrong.csv', 'label,value\nDNI,1.7\nbackprop,two\nnone,9.3\n');
    const { status, stderr } = await reported(
      ...['add', wrong, '--metric', 'test/error', '--source', 'Other'],
    );
    expect([status, stderr]).toEqual([
      2,
      "error: Line 3: 'two' is no number. Write 1.7, 1.7 ± 0.1 or 1.7 (0.1), or leave the cell empty.\n",
    ]);
    const unnamed = await reported('add', wrong);
    expect(unnamed.stderr).toContain('--metric test/error --source');
    expect((await listReported(project)).items).toEqual([]);
  });
});
