import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exportArchive } from '#exchange/archive/export-archive';
import { createProjectFromArchive, importArchive } from '#exchange/archive/import-archive';
import { inspectArchive } from '#exchange/archive/inspect-archive';
import type { PlannedItem } from '#exchange/archive/plan-import';
import { assertTrained, type Run } from '#spec/run';
import { getComparison, saveComparison } from '#storage/comparisons';
import { getModel, listModels, listModelVersions, saveModel } from '#storage/models';
import { listOwnTemplates, saveOwnTemplate } from '#storage/own-templates';
import { createProject, type ProjectFolder } from '#storage/projects';
import { listReported } from '#storage/reported';
import { listRuns, readRun, runDirectory, writeRun } from '#storage/runs';
import { getStudy, saveStudy } from '#storage/studies';
import { readKeptModels } from '#storage/study-models';
import { readMadeRuns } from '#storage/study-record';
import { emptyFolder, newProject, spirals } from '../../storage/helpers';
import { archivedProject, archiveOf, checksums } from './archived-project';

const outcomes = (items: readonly PlannedItem[]): string[] =>
  items.map(({ kind, outcome }) => `${outcome} ${kind}`);

async function trained(project: ProjectFolder, id: string) {
  const run: Run = await readRun(project, id);
  assertTrained(run, 'be read');
  return run;
}

describe('an archive of a project', () => {
  it('becomes a project with the same bytes and times in every file', async () => {
    const { project, runs } = await archivedProject();
    const path = await archiveOf(project, { subject: { kind: 'project' } });
    const directory = join(await emptyFolder(), 'copy');
    const copy = await createProjectFromArchive(directory, path);
    const before = await checksums(project.directory);
    expect(Object.keys(before).length).toBeGreaterThan(25);
    expect(await checksums(directory)).toEqual(before);
    expect(copy).toMatchObject({ name: 'Test', created: project.created });
    const file = `runs/${runs[0].id}/run.json`;
    const times = await Promise.all(
      [project.directory, directory].map(
        async (folder) => (await stat(join(folder, file))).mtimeMs,
      ),
    );
    expect(Math.round(times[0] ?? 0)).toBe(Math.round(times[1] ?? 1));
    // An interrupted import would have left a folder beside it.
    expect(await readdir(join(directory, '..'))).toEqual(['copy']);
    const studyRuns = (await listRuns(copy)).items.filter(({ study }) => study?.id === 'seeds');
    expect(studyRuns).toHaveLength(2);
  });

  it('adds all of it to another project, where the study owns its runs', async () => {
    const { project, runs } = await archivedProject();
    const path = await archiveOf(project, { subject: { kind: 'project' } });
    const target = await newProject();
    const items = await importArchive(target, path);
    expect(new Set(outcomes(items))).toEqual(
      new Set([
        'new dataset',
        'new model',
        'new template',
        'new reported',
        'new study',
        'new run',
        'new comparison',
      ]),
    );
    const sums = await checksums(project.directory);
    const changed = ['project.json', ...runs.slice(0, 2).map(({ id }) => `runs/${id}/run.json`)];
    const rest = Object.entries(await checksums(target.directory)).filter(
      ([name]) => !changed.includes(name),
    );
    expect(Object.fromEntries(rest)).toEqual(
      Object.fromEntries(Object.entries(sums).filter(([name]) => !changed.includes(name))),
    );
    const run = await trained(target, runs[0].id);
    expect(run.study).toEqual({ ...runs[0].study, project: target.created });
    expect(await listModelVersions(target, 'spirals')).toHaveLength(2);
  });

  it('holds own templates, and is of the first format where there are none', async () => {
    const { project, runs } = await archivedProject();
    const whole = await inspectArchive(
      await archiveOf(project, { subject: { kind: 'project' } }),
      null,
    );
    expect(whole.manifest.version).toBe(2);
    const study = { kind: 'runs' as const, runIds: [runs[0].id] };
    const old = await inspectArchive(await archiveOf(project, { subject: study }), null);
    expect(old.manifest.version).toBe(1);
  });

  it('gives a template that is there with other content another id, with the data that it uses', async () => {
    const { project } = await archivedProject();
    const path = await archiveOf(project, { subject: { kind: 'project' } });
    const target = await newProject();
    await saveOwnTemplate(target, spirals('Flowers'), { id: 'flowers' });
    await mkdir(join(target.directory, 'datasets/flowers'), { recursive: true });
    await importArchive(target, path);
    const saved = (await listOwnTemplates(target)).items.map(({ id, spec }) => [
      ...[id, spec.name, 'dataset' in spec.task ? spec.task.dataset : null],
    ]);
    expect(saved.sort()).toEqual([
      ['flowers', 'Flowers', null],
      ['flowers-2', 'Flowers 2', 'flowers-2'],
    ]);
  });

  it('changes nothing when it is imported again, also where runs were tagged meanwhile', async () => {
    const { project, runs } = await archivedProject();
    const path = await archiveOf(project, { subject: { kind: 'project' } });
    const target = await newProject();
    await importArchive(target, path);
    await writeRun(target, {
      ...(await readRun(target, runs[1].id)),
      tags: ['mine'],
      name: 'Mine',
    });
    const before = await checksums(target.directory);
    for (const place of [target, project]) {
      const sums = await checksums(place.directory);
      const items = await importArchive(place, path);
      expect(new Set(items.map(({ outcome }) => outcome))).toEqual(new Set(['present']));
      expect(await checksums(place.directory)).toEqual(sums);
    }
    expect(await checksums(target.directory)).toEqual(before);
  });

  it('gives new ids to what is there with other content, and changes all that refers to it', async () => {
    const { project, runs } = await archivedProject();
    const path = await archiveOf(project, { subject: { kind: 'project' } });
    const target = await newProject();
    await importArchive(target, path);
    const [first, , child, flowers] = runs;
    await saveModel(target, spirals('Spirals, cDNI', 999), { id: 'spirals' });
    await saveStudy(
      target,
      { version: 1, name: 'Seeds', models: ['spirals'], axes: { 'training.seed': [7] } },
      { id: 'seeds' },
    );
    const column = join(target.directory, 'datasets/flowers/train.petal width.u8');
    await writeFile(column, Buffer.alloc(300, 7));
    const before = await checksums(target.directory);

    const items = await importArchive(target, path);
    const idOf = (kind: string, id: string): string =>
      items.find((item) => item.kind === kind && item.id === id)?.newId ?? '';
    expect([idOf('model', 'spirals'), idOf('study', 'seeds'), idOf('dataset', 'flowers')]).toEqual([
      'spirals-2',
      'seeds-2',
      'flowers-2',
    ]);
    expect(idOf('comparison', 'both')).toBe('both-2');
    expect(idOf('reported', 'paper')).toBe('paper');
    expect(idOf('run', first.id)).toBe(`${first.id}-2`);
    // What was there before is as it was.
    expect(await checksums(target.directory)).toMatchObject(before);

    expect((await getModel(target, 'spirals-2')).spec.name).toBe('Spirals, cDNI 2');
    expect(await getStudy(target, 'seeds-2')).toMatchObject({
      ...{ name: 'Seeds 2', models: ['spirals-2'], comparisonId: 'both-2' },
    });
    expect([...(await readKeptModels(target, 'seeds-2')).keys()]).toEqual(['spirals-2']);
    expect(
      (await readMadeRuns(target, 'seeds-2')).map(({ runId, modelId }) => [runId, modelId]),
    ).toEqual(runs.slice(0, 2).map(({ id }) => [`${id}-2`, 'spirals-2']));
    const copy = await trained(target, `${first.id}-2`);
    expect(copy).toMatchObject({
      id: `${first.id}-2`,
      modelId: 'spirals-2',
      study: { id: 'seeds-2' },
    });
    expect((await trained(target, `${child.id}-2`)).parent?.runId).toBe(`${first.id}-2`);
    expect((await trained(target, `${flowers.id}-2`)).spec.task).toMatchObject({
      dataset: 'flowers-2',
    });
    expect(await getComparison(target, 'both-2')).toMatchObject({
      runs: [`${first.id}-2`, `${child.id}-2`],
      hidden: [`${child.id}-2`],
      colors: { [`${first.id}-2`]: 3 },
      references: [{ source: 'paper', entries: ['a'] }],
    });
    const manifest = await readFile(
      join(target.directory, 'datasets/flowers-2/manifest.json'),
      'utf8',
    );
    expect(JSON.parse(manifest)).toMatchObject({ id: 'flowers-2', name: 'Flowers' });
    expect((await listRuns(target)).problems).toEqual([]);
  });

  it('is no project of its own where it holds runs alone', async () => {
    const { project, runs } = await archivedProject();
    const path = await archiveOf(project, { subject: { kind: 'runs', runIds: [runs[1].id] } });
    const directory = join(await emptyFolder(), 'copy');
    await expect(createProjectFromArchive(directory, path)).rejects.toThrow(
      "The archive 'archive.dni.zip' holds runs, and no whole project.",
    );
    expect(await readdir(join(directory, '..'))).toEqual([]);
  });
});

describe('an archive of a study', () => {
  it('has its models, runs and comparison, and the data only where that is asked for', async () => {
    const { project, runs } = await archivedProject();
    const path = await archiveOf(project, { subject: { kind: 'study', id: 'seeds' }, data: false });
    const { items, manifest } = await inspectArchive(path, null);
    expect(manifest).toMatchObject({ kind: 'study', name: 'Seeds', project: { name: 'Test' } });
    expect(items.map(({ kind, id }) => `${kind} ${id}`)).toEqual([
      ...['model spirals', 'reported paper', 'study seeds'],
      ...[`run ${runs[0].id}`, `run ${runs[1].id}`, 'comparison both'],
    ]);
  });

  it('adds to a study that is there the runs that it lacks', async () => {
    const { project, runs } = await archivedProject();
    const path = await archiveOf(project, { subject: { kind: 'study', id: 'seeds' } });
    const target = await newProject();
    await importArchive(target, path);
    await rm(runDirectory(target, runs[1].id), { recursive: true });
    await writeFile(join(target.directory, 'studies/.runs/seeds.jsonl'), '');
    const items = await importArchive(target, path);
    expect(outcomes(items.filter(({ kind }) => kind === 'run'))).toEqual([
      'present run',
      'new run',
    ]);
    expect((await readMadeRuns(target, 'seeds')).map(({ runId }) => runId)).toEqual([runs[1].id]);
  });
});

describe('an archive of runs', () => {
  it('has the runs that they continue, and no study: copies count in no answer', async () => {
    const { project, runs } = await archivedProject();
    const [first, , child] = runs;
    const path = await archiveOf(project, { subject: { kind: 'runs', runIds: [child.id] } });
    const target = await newProject();
    const items = await importArchive(target, path);
    expect(items.map(({ id }) => id)).toEqual([first.id, child.id]);
    expect(await readRun(target, first.id)).toMatchObject({
      ...{ study: null, copyOf: { runId: first.id, studyId: 'seeds' } },
    });
    // Where they come from, the study has them still.
    await rm(runDirectory(project, first.id), { recursive: true });
    await importArchive(project, path);
    expect((await readRun(project, first.id)).study?.id).toBe('seeds');
  });

  it('leaves out the checkpoints where that is asked for', async () => {
    const { project, runs } = await archivedProject();
    const subject = { kind: 'runs' as const, runIds: [runs[0].id] };
    const target = await newProject();
    await importArchive(target, await archiveOf(project, { subject, checkpoints: false }));
    const folder = `runs/${runs[0].id}`;
    expect(Object.keys(await checksums(join(target.directory, folder)))).toEqual([
      ...['log.jsonl', 'metrics.json', 'metrics/0.f64', 'run.json'],
    ]);
    // The same run with its checkpoints holds more, so that it comes beside the other one.
    const [item] = await importArchive(target, await archiveOf(project, { subject }));
    expect(item).toMatchObject({ outcome: 'renamed', newId: `${runs[0].id}-2` });
  });

  it('leaves out a run that is being trained, and is refused where it has no other', async () => {
    const { project, runs } = await archivedProject();
    await writeRun(project, { ...runs[0], status: 'running', pid: process.pid });
    const path = join(await emptyFolder(), 'runs.dni.zip');
    const all = await listRuns(project);
    const options = { runs: all, path, checkpoints: true, data: false, overwrite: false };
    const export_ = (runIds: string[]) =>
      exportArchive(project, { ...options, subject: { kind: 'runs', runIds } });
    await expect(export_([runs[0].id])).rejects.toThrow(
      `The run '${runs[0].id}' is being trained, and its files change: archive it when it has ended, or stop it.`,
    );
    expect(await readdir(join(path, '..'))).toEqual([]);
    const { content, notes } = await export_([runs[0].id, runs[1].id]);
    expect(content).toBe('1 run');
    expect(notes).toEqual([
      `The run '${runs[0].id}' is left out, since it is being trained: archive it when it has ended.`,
    ]);
  });

  it('is refused where a file changes while it is written, and names it', async () => {
    const { project, runs } = await archivedProject();
    const path = join(await emptyFolder(), 'runs.dni.zip');
    const notes = join(runDirectory(project, runs[0].id), 'log.jsonl');
    let isChanged = false;
    const writing = exportArchive(project, {
      ...{ runs: await listRuns(project), path, checkpoints: true, data: false, overwrite: false },
      subject: { kind: 'runs', runIds: [runs[0].id] },
      report: () => {
        if (!isChanged) void writeFile(notes, 'other');
        isChanged = true;
      },
    });
    await expect(writing).rejects.toThrow(/log\.jsonl' has changed while the archive was written/);
    expect(await readdir(join(path, '..'))).toEqual([]);
  });

  it('is cancelled without a trace, when it is written and when it is imported', async () => {
    const { project, runs } = await archivedProject();
    const path = join(await emptyFolder(), 'runs.dni.zip');
    const abort = new AbortController();
    const stop = { signal: abort.signal, report: () => abort.abort(new Error('stopped')) };
    const subject = { kind: 'runs' as const, runIds: [runs[0].id] };
    const writing = exportArchive(project, {
      ...{ runs: await listRuns(project), path, checkpoints: true, data: false, overwrite: false },
      ...{ subject, ...stop },
    });
    await expect(writing).rejects.toThrow('stopped');
    expect(await readdir(join(path, '..'))).toEqual([]);
    const target = await newProject();
    const archive = await archiveOf(project, { subject });
    const before = await readdir(target.directory, { recursive: true });
    await expect(importArchive(target, archive, stop)).rejects.toThrow('stopped');
    expect(await readdir(target.directory, { recursive: true })).toEqual(before);
  });
});

describe('an archive of a comparison', () => {
  it('has its runs and the reported results that it shows', async () => {
    const { project, runs } = await archivedProject();
    const [first, , child] = runs;
    const subject = { kind: 'comparison' as const, id: 'both', runIds: [first.id, child.id] };
    const { items } = await inspectArchive(await archiveOf(project, { subject }), null);
    expect(items.map(({ kind, id }) => `${kind} ${id}`)).toEqual([
      ...['reported paper', `run ${first.id}`, `run ${child.id}`, 'comparison both'],
    ]);
  });
});

describe('what an archive cannot hold', () => {
  it('is left out with a sentence: a run whose file is damaged, a curve that is missing', async () => {
    const { project, runs } = await archivedProject();
    await writeFile(join(runDirectory(project, runs[1].id), 'run.json'), '{');
    await rm(join(runDirectory(project, runs[3].id), 'metrics/0.f64'));
    const path = join(await emptyFolder(), 'all.dni.zip');
    const { notes, content } = await exportArchive(project, {
      ...{ runs: await listRuns(project), path, checkpoints: true, data: true, overwrite: false },
      subject: { kind: 'project' },
    });
    expect(content).toContain('2 runs');
    expect(notes[0]).toMatch(new RegExp(`${runs[1].id}.* is left out: .*run\\.json' is damaged`));
    expect(notes[1]).toBe(
      `The run '${runs[3].id}' is left out: 'runs/${runs[3].id}/metrics/0.f64' is missing.`,
    );
    const directory = join(await emptyFolder(), 'copy');
    const copy = await createProjectFromArchive(directory, path);
    expect((await listRuns(copy)).items.map(({ id }) => id)).toEqual([runs[0].id, runs[2].id]);
  });

  it('does not take locks, caches and unfinished files', async () => {
    const { project, runs } = await archivedProject();
    const folder = runDirectory(project, runs[0].id);
    await writeFile(join(folder, 'lock'), '{}');
    await writeFile(join(folder, 'metrics/0.extremes'), 'cache');
    await writeFile(join(folder, 'run.json.17-00ff.tmp'), '{');
    await mkdir(join(folder, 'checkpoints/80.partial'));
    await writeFile(join(folder, 'checkpoints/80.partial/state.json'), '{}');
    await mkdir(join(project.directory, 'exports'));
    await writeFile(join(project.directory, 'exports/w.npz'), '');
    const path = await archiveOf(project, { subject: { kind: 'project' } });
    const copy = await createProjectFromArchive(join(await emptyFolder(), 'copy'), path);
    const names = Object.keys(await checksums(copy.directory));
    expect(names.filter((name) => /lock|extremes|tmp|partial|exports/.test(name))).toEqual([]);
  });

  it('comes back with the name that is free where another model has it', async () => {
    const { project } = await archivedProject();
    const path = await archiveOf(project, { subject: { kind: 'study', id: 'seeds' } });
    const target = await createProject(await emptyFolder(), 'Other');
    await saveModel(target, spirals(), { id: 'mine' });
    await saveComparison(target, {
      ...{ id: 'other', name: 'both', runs: [], metrics: [], xAxis: 'step', smoothing: 0 },
      logScale: false,
    });
    await importArchive(target, path);
    const names = (await listModels(target)).items.map(({ id, spec }) => `${id}: ${spec.name}`);
    expect(names).toEqual(['mine: Spirals, cDNI', 'spirals: Spirals, cDNI 2']);
    expect((await getComparison(target, 'both')).name).toBe('Both 2');
    expect((await listReported(target)).items).toHaveLength(1);
  });
});
