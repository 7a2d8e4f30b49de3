import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { modelFormats } from '#spec/export-format';
import type { Run, TrainedRun } from '#spec/run';
import { saveComparison, type ComparisonToSave } from '#storage/comparisons';
import type { ProjectFolder } from '#storage/projects';
import { saveStudy } from '#storage/studies';
import {
  dataFormats,
  figureFormats,
  reportFormats,
  tableFormats,
} from '../../../src-main/cli/export-choices';
import { findExportSource } from '../../../src-main/cli/export-source';
import { addRun } from '../exchange/exported-project';
import { emptyFolder, newProject, spirals } from '../storage/helpers';
import { objectsOf, runCli } from './run-cli';

const points = [1, 2].map((step) => ({
  metric: 'train/loss',
  step,
  seconds: step,
  value: 1 / step,
}));

const comparison: Omit<ComparisonToSave, 'name'> = {
  runs: [],
  metrics: [],
  xAxis: 'step',
  smoothing: 0,
  logScale: false,
};

/** Three runs, a study that has the first two of them, and a comparison of the last two. */
async function makeProject(): Promise<{
  project: ProjectFolder;
  runs: [TrainedRun, TrainedRun, TrainedRun];
}> {
  const project = await newProject();
  const add = (seed: number, changes: Partial<TrainedRun>): Promise<TrainedRun> => {
    const { training, ...spec } = spirals();
    return addRun(project, points, {
      seed,
      spec: { ...spec, training: { ...training, seed } },
      ...changes,
    });
  };
  const study = (seed: number) => ({ id: 'seeds', values: { 'training.seed': seed }, rung: 0 });
  const runs: [TrainedRun, TrainedRun, TrainedRun] = [
    await add(1, { name: 'first', study: study(1) }),
    await add(2, { name: 'second', study: study(2), tags: ['paper'] }),
    await add(3, { name: 'third' }),
  ];
  await saveStudy(
    project,
    { version: 1, name: 'Seeds', models: ['spirals'], axes: { 'training.seed': [1, 2] } },
    { id: 'seeds' },
  );
  await saveComparison(project, {
    ...comparison,
    name: 'Both',
    runs: [runs[2].id],
    filter: 'tags ~ paper',
  });
  return { project, runs };
}

const idsOf = (runs: readonly Run[]): string[] => runs.map(({ id }) => id);

describe('what is exported', () => {
  it('is a run, the runs of a study or those of a comparison, by id or by name', async () => {
    const { project, runs } = await makeProject();
    const found = async (name: string): Promise<unknown[]> => {
      const source = await findExportSource(project, name);
      return [source.kind, source.id, idsOf(source.runs)];
    };
    expect(await found(runs[0].id)).toEqual(['run', runs[0].id, [runs[0].id]]);
    expect(await found('third')).toEqual(['run', runs[2].id, [runs[2].id]]);
    expect(await found('seeds')).toEqual(['study', 'seeds', idsOf(runs.slice(0, 2))]);
    expect(await found('Seeds')).toEqual(['study', 'seeds', idsOf(runs.slice(0, 2))]);
    expect(await found('both')).toEqual(['comparison', 'both', idsOf(runs.slice(1))]);
  });

  it('has to be told where a name has several meanings', async () => {
    const { project, runs } = await makeProject();
    await saveComparison(project, { ...comparison, name: 'Seeds', runs: [runs[0].id] });
    await expect(findExportSource(project, 'seeds')).rejects.toThrow(
      "'seeds' names a study and a comparison. Say which one by --kind study or comparison.",
    );
    const chosen = await findExportSource(project, 'seeds', 'comparison');
    expect(idsOf(chosen.runs)).toEqual([runs[0].id]);
    const other = await addRun(project, [], { name: 'first' });
    await expect(findExportSource(project, 'first')).rejects.toThrow(
      `'first' names 2 runs. Give the id of one: ${runs[0].id} (run), ${other.id} (run).`,
    );
  });

  it('is told where there is none, it is damaged or it has no runs', async () => {
    const { project } = await makeProject();
    await expect(findExportSource(project, 'thirt')).rejects.toThrow(
      "The project has no run, study or comparison 'thirt'. Did you mean 'third'?",
    );
    await expect(findExportSource(project, 'third', 'study')).rejects.toThrow(
      "The project has no study 'third'.",
    );
    await saveComparison(project, { ...comparison, name: 'None' });
    await expect(findExportSource(project, 'none')).rejects.toThrow(
      "The comparison 'none' has no runs to export: choose some in the window.",
    );
    await saveComparison(project, { ...comparison, name: 'Gone', runs: ['a', 'b'] });
    await expect(findExportSource(project, 'gone')).rejects.toThrow(
      "The comparison 'gone' has no runs to export: the project does not have the 2 runs that it compares any more.",
    );
    await saveComparison(project, { ...comparison, name: 'Wrong', filter: 'rate <' });
    await expect(findExportSource(project, 'wrong')).rejects.toThrow(
      /^The filter of the comparison 'wrong' is no filter: /,
    );
    await writeFile(join(project.directory, 'studies', 'torn.json'), '{');
    await expect(findExportSource(project, 'torn')).rejects.toThrow(/torn\.json/);
  });
});

describe('dni export', () => {
  it('writes a file and prints what is in it', async () => {
    const { project, runs } = await makeProject();
    const folder = await emptyFolder();
    const out = join(folder, 'out.csv');
    const args = ['export', 'both', '--format', 'csv', '--out', out];
    const place = ['--project', project.directory];
    const first = await runCli([...args, ...place]);
    expect(first).toEqual({
      status: 0,
      stdout: expect.stringMatching(/^.*out\.csv: 4 values of 2 runs, \d+ B\n$/) as string,
      stderr: '',
    });
    const again = await runCli([...args, ...place]);
    expect([again.status, again.stdout]).toEqual([2, '']);
    expect(again.stderr).toMatch(/^error: '.*out\.csv' exists already\..*--overwrite\.\n$/);
    const json = await runCli([
      ...args,
      ...place,
      '--overwrite',
      '--metric',
      'train/loss',
      '--json',
    ]);
    const bytes = (await readFile(out)).length;
    expect(objectsOf(json.stdout)).toEqual([
      {
        kind: 'comparison',
        id: 'both',
        name: 'Both',
        format: 'csv',
        path: out,
        files: [out],
        runs: 2,
        rows: 4,
        bytes,
        notes: [],
      },
    ]);
    expect((await readFile(out, 'utf8')).split('\r\n').slice(1, -1)).toEqual(
      runs
        .slice(1)
        .flatMap(({ id, name, seed }) => [
          `${id},${name},"Spirals, cDNI",dni,${seed},train/loss,1,1,1`,
          `${id},${name},"Spirals, cDNI",dni,${seed},train/loss,2,2,0.5`,
        ]),
    );
    expect(await readdir(folder)).toEqual(['out.csv']);
  });

  it('writes a folder for TensorBoard, and refuses what it does not understand', async () => {
    const { project, runs } = await makeProject();
    const out = join(await emptyFolder(), 'logs');
    const place = ['--out', out, '--project', project.directory];
    const written = await runCli(['export', 'seeds', '--format', 'tensorboard', ...place]);
    expect(written.stdout).toMatch(/^.*logs: 4 values of 2 runs, 2 files, \d+ B\n$/);
    expect(await readdir(out)).toEqual(idsOf(runs.slice(0, 2)));
    const format = await runCli(['export', 'seeds', '--format', 'hdf5', ...place]);
    expect(format.status).toBe(2);
    const choices = /Allowed choices are (.*)\.\n/.exec(format.stderr)?.[1]?.split(', ') ?? [];
    expect(choices.sort()).toEqual(
      [
        ...new Set([
          ...dataFormats,
          ...tableFormats,
          ...reportFormats,
          ...figureFormats,
          ...modelFormats,
          'archive',
        ]),
      ].sort(),
    );
    const missing = await runCli(['export', 'seeds', '--format', 'csv']);
    expect([missing.status, missing.stderr]).toEqual([
      2,
      expect.stringContaining('--out <path>') as string,
    ]);
  });
});
