import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { emptyFolder } from '../storage/helpers';
import { archivedProject, checksums } from '../exchange/archive/archived-project';
import { objectsOf, runCli } from './run-cli';

describe('archives on the command line', () => {
  it('move a whole project to another folder, byte by byte', async () => {
    const { project } = await archivedProject();
    const folder = await emptyFolder();
    const [file, copy] = [join(folder, 'all.dni.zip'), join(folder, 'copy')];
    const written = await runCli([
      ...['export', '--format', 'archive', '--project', project.directory, '--out', file],
    ]);
    expect(written).toMatchObject({ status: 0, stderr: '' });
    expect(written.stdout).toMatch(
      /all\.dni\.zip: 1 comparison, 4 runs, 1 study, 1 source of reported results, 1 own template, 1 model and 1 data set, [\d.]+ kB\n$/,
    );
    const preview = await runCli(['import-runs', file, '--project', copy, '--preview']);
    expect(preview.stdout).toContain('4 runs');
    expect(preview.stdout).toContain('would come from');
    expect(await readdir(folder)).toEqual(['all.dni.zip']);
    const read = await runCli(['import-runs', file, '--project', copy]);
    expect(read).toMatchObject({ status: 0, stderr: '' });
    expect(await checksums(copy)).toEqual(await checksums(project.directory));

    const again = await runCli(['import-runs', file, '--project', copy, '--json']);
    const [{ items } = {}] = objectsOf(again.stdout);
    expect((items as { outcome: string }[]).map(({ outcome }) => outcome)).toEqual(
      Array.from({ length: 10 }, () => 'present'),
    );
    expect(again.stderr).toContain('note: With the same content, 1 comparison, 4 runs');
  });

  it('hold a run or a study without checkpoints, and name the data that they leave out', async () => {
    const { project, runs } = await archivedProject();
    const folder = await emptyFolder();
    const common = ['--format', 'archive', '--project', project.directory];
    const study = join(folder, 'seeds.dni.zip');
    const written = await runCli([
      ...['export', 'seeds', ...common, '--out', study, '--without-checkpoints'],
    ]);
    expect(written.stdout).toMatch(/1 comparison, 2 runs, 1 study, .* and 1 model/);
    const flowers = join(folder, 'flowers.dni.zip');
    const one = await runCli(['export', runs[3].id, ...common, '--out', flowers, '--json']);
    expect(objectsOf(one.stdout)[0]).toMatchObject({ kind: 'runs', content: '1 run' });
    expect(one.stderr).toContain("does not have the data that its runs were trained on: 'flowers'");
    const refused = await runCli(['export', runs[3].id, ...common, '--out', flowers]);
    expect(refused).toMatchObject({ status: 2 });
    expect(refused.stderr).toContain('exists already');

    const target = join(folder, 'target');
    const read = await runCli(['import-runs', study, flowers, '--project', target]);
    expect(read.status).toBe(0);
    const names = Object.keys(await checksums(target));
    expect(names.filter((name) => name.includes('checkpoints'))).toEqual([]);
    expect(names.filter((name) => name.endsWith('run.json'))).toHaveLength(3);
  });

  it.each([
    ['a project', []],
    ['a run', ['flowers']],
  ])(
    'of %s are refused in one sentence where they are damaged, and nothing is made',
    async (_, what) => {
      const { project } = await archivedProject();
      const folder = await emptyFolder();
      const file = join(folder, 'all.dni.zip');
      const write = ['--format', 'archive', '--project', project.directory, '--out', file];
      await runCli(['export', ...what, ...write]);
      const bytes = await readFile(file);
      bytes.fill(0, 3000, 3100);
      await writeFile(file, bytes);
      const read = await runCli(['import-runs', file, '--project', join(folder, 'copy')]);
      expect(read.status).toBe(2);
      expect(read.stderr).toMatch(/^error: The archive 'all\.dni\.zip' is damaged: [^\n]+\.\n$/);
      expect(await readdir(folder)).toEqual(['all.dni.zip']);
    },
  );
});
