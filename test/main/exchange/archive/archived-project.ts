import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exportArchive, type ArchiveRequest } from '#exchange/archive/export-archive';
import type { TrainedRun } from '#spec/run';
import { saveComparison } from '#storage/comparisons';
import { appendLog } from '#storage/log';
import { saveModel } from '#storage/models';
import { saveOwnTemplate } from '#storage/own-templates';
import type { ProjectFolder } from '#storage/projects';
import { saveReported } from '#storage/reported';
import { listRuns, runDirectory } from '#storage/runs';
import { saveStudy } from '#storage/studies';
import { keepModels } from '#storage/study-models';
import { recordMadeRun } from '#storage/study-record';
import { jsonText } from '#storage/versioned-json';
import { emptyFolder, newProject, spirals } from '../../storage/helpers';
import { addRun } from '../exported-project';
import { sha256Of } from './checksums';

export { checksums, sha256Of } from './checksums';

/** Experiments on a data set of the project. */
const onFlowers = {
  ...spirals('Flowers'),
  task: { kind: 'dataset' as const, dataset: 'flowers', validation: 0, test: 0 },
};

export interface ArchivedProject {
  project: ProjectFolder;
  /** The two runs of the study, one that continues the first of them, and one on the data set. */
  runs: [TrainedRun, TrainedRun, TrainedRun, TrainedRun];
}

/** A project with one of everything: all that refers to something else does. */
export async function archivedProject(): Promise<ArchivedProject> {
  const project = await newProject();
  const model = await saveModel(project, spirals(), { id: 'spirals', keepVersion: true });
  await saveModel(project, spirals('Spirals, cDNI', 80), {
    id: 'spirals',
    baseRevision: model.revision,
  });
  await writeDataset(project);
  await saveOwnTemplate(project, onFlowers as never, { id: 'flowers' });
  await saveReported(project, {
    id: 'paper',
    name: 'A paper',
    entries: [{ kind: 'value', id: 'a', label: 'A', metric: 'test/error', value: 0.1 }],
  });
  await saveStudy(
    project,
    {
      version: 1,
      name: 'Seeds',
      models: ['spirals'],
      axes: { 'training.seed': [1, 2] },
      comparisonId: 'both',
    },
    { id: 'seeds' },
  );
  await keepModels(project, 'seeds', new Map([['spirals', spirals()]]));
  const first = await addStudyRun(project, 1);
  const second = await addStudyRun(project, 2);
  const child = await addRun(project, pointsOf(3), {
    name: 'child',
    parent: { runId: first.id, step: 20, seconds: 2 },
  });
  const flowers = await addRun(project, pointsOf(4), { name: 'flowers', spec: onFlowers as never });
  await addCheckpoint(project, first.id, 20);
  await addCheckpoint(project, first.id, 60);
  await saveComparison(project, {
    id: 'both',
    name: 'Both',
    runs: [first.id, child.id],
    hidden: [child.id],
    colors: { [first.id]: 3 },
    references: [{ source: 'paper', entries: ['a'] }],
    metrics: ['train/loss'],
    xAxis: 'step',
    smoothing: 0,
    logScale: false,
  });
  return { project, runs: [first, second, child, flowers] };
}

async function addStudyRun(project: ProjectFolder, seed: number): Promise<TrainedRun> {
  const { training, ...spec } = spirals();
  const run = await addRun(project, pointsOf(seed), {
    name: `seed ${seed}`,
    seed,
    spec: { ...spec, training: { ...training, seed } },
    study: { id: 'seeds', values: { 'training.seed': seed }, rung: 0, project: project.created },
  });
  await recordMadeRun(project, run);
  const time = '2026-11-28T12:00:00.000Z';
  await appendLog(runDirectory(project, run.id), { time, level: 'info', message: 'Started.' });
  return run;
}

const pointsOf = (seed: number) =>
  Array.from({ length: 200 }, (_, step) => ({
    metric: 'train/loss',
    step,
    seconds: step / 10,
    value: Math.sin(step * seed),
  }));

async function writeDataset(project: ProjectFolder): Promise<void> {
  const folder = join(project.directory, 'datasets', 'flowers');
  const bytes = Buffer.from(Array.from({ length: 300 }, (_, index) => index % 256));
  const files = [{ name: 'train.petal width.u8', bytes: bytes.length, sha256: sha256Of(bytes) }];
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'train.petal width.u8'), bytes);
  await writeFile(
    join(folder, 'manifest.json'),
    jsonText({
      ...{ version: 1, id: 'flowers', name: 'Flowers', format: 'csv', scales: {} },
      fields: { 'petal width': { kind: 'values', shape: [1] } },
      counts: { train: 300, validation: 0, test: 0 },
      files,
      created: '2026-11-28T12:00:00.000Z',
      source: 'flowers.csv',
    }),
  );
}

/** A checkpoint as far as its files matter here: the engine alone reads what is in them. */
async function addCheckpoint(project: ProjectFolder, runId: string, step: number): Promise<void> {
  const folder = join(runDirectory(project, runId), 'checkpoints', String(step));
  await mkdir(folder, { recursive: true });
  const weights = Buffer.from(
    Array.from({ length: 2000 }, (_, index) => (index * step * 7919) % 251),
  );
  await writeFile(join(folder, 'weights.safetensors'), weights);
  await writeFile(join(folder, 'state.json'), jsonText({ version: 1, step }));
  await writeFile(join(folder, 'SHA256SUMS'), `${sha256Of(weights)}  weights.safetensors\n`);
  await writeFile(
    join(folder, 'evaluations.json'),
    jsonText({
      version: 1,
      evaluations: [
        {
          ...{ part: 'test', examples: 100, isWhole: true, evaluated: '2026-11-28T12:00:00.000Z' },
          values: { 'test/error': 0.25 },
        },
      ],
    }),
  );
}

/** Exports into a new folder, and returns the path of the archive. */
export async function archiveOf(
  project: ProjectFolder,
  request: Partial<ArchiveRequest> & Pick<ArchiveRequest, 'subject'>,
): Promise<string> {
  const path = join(await emptyFolder(), 'archive.dni.zip');
  await exportArchive(project, {
    ...{ runs: await listRuns(project), path, checkpoints: true, data: true, overwrite: false },
    ...request,
  });
  return path;
}
