/**
 * Damages one file of a saved project after the other and reads it with the program's own functions: each answers, or
 * says in one sentence what is wrong.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { listDatasets } from '#data/import/stored-dataset';
import { loadTask } from '#data/load';
import { TrainingSession } from '#engine/run/session';
import { messageOf, WorkbenchError } from '#spec/errors';
import { experimentSchema } from '#spec/experiment';
import { listCheckpoints } from '#storage/checkpoints';
import { getComparison, listComparisons, saveComparison } from '#storage/comparisons';
import { readLog, repairLog } from '#storage/log';
import { listMetrics, MetricWriter, readMetric } from '#storage/metrics';
import { getModel, listModels, saveModel } from '#storage/models';
import { datasetsDirectory, openProject, type ProjectFolder } from '#storage/projects';
import { listRuns, readRun } from '#storage/runs';
import { curvesRequestSchema } from '#spec/curves';
import { ColumnCache } from '#storage/curves/column-cache';
import { readCurves } from '#storage/curves/read-curves';
import { readMetricSummaries } from '#storage/summaries';
import { loadCpuBackend } from '#tensorflow/backend/cpu-backend';
import { idleManager } from './idle-manager';
import { applyMutant, drawFileMutants, type Mutant } from './mutants';
import { runProgram } from './program';
import { Round, type Setting } from './round';
import { checkpointSteps, namesIn, runFolders } from './run-folder';
import { describeThrown, findRawMessage } from './sentences';
import { specs, type SpecName } from './specs';

/** A reader returns what it lists as unreadable, if it lists anything. */
type Reader = () => Promise<unknown>;

interface Target {
  path: string;
  readers: Record<string, Reader>;
}

/** `count`: mutants in all. */
export async function damageFiles(
  setting: Setting,
  name: string,
  spec: SpecName,
  count: number,
): Promise<void> {
  const round = new Round(setting, name);
  const targets = await makeTargets(round, spec);
  for (const [index, { path, readers }] of targets.entries()) {
    const content = readFileSync(path);
    // Otherwise the damage would not be what the readers complain about.
    for (const [reader, read] of Object.entries(readers))
      await read().catch((error: unknown) =>
        round.problem(`${reader} does not read ${path}: ${messageOf(error)}`),
      );
    const mutants = drawFileMutants(Math.ceil(count / targets.length), setting.seed + index);
    for (const mutant of mutants) {
      if (setting.isOver()) return;
      damage(path, mutant, content);
      setting.report.add('mutants');
      for (const [reader, read] of Object.entries(readers)) {
        const raw = await read().then(findRawProblem, describeRawError);
        if (raw !== null) round.rawError(`a damaged ${basename(path)}`, `read by ${reader}`, raw);
      }
      rmSync(path, { recursive: true, force: true });
      writeFileSync(path, content);
    }
  }
}

/** Some of the same through the command line. */
export async function damageForCommands(
  setting: Setting,
  name: string,
  spec: SpecName,
  count: number,
): Promise<void> {
  const round = new Round(setting, name);
  await cp(projectOf(await setting.references.folder(spec)), round.project, { recursive: true });
  const [run = ''] = runFolders(round.project);
  const paths = ['run.json', 'metrics.json', 'log.jsonl'].map((file) => join(run, file));
  paths.push(join(round.project, 'project.json'));
  for (const [index, mutant] of drawFileMutants(count, setting.seed).entries()) {
    const path = paths[index % paths.length] ?? '';
    const content = readFileSync(path);
    damage(path, mutant, content);
    const command = index % 2 === 0 ? ['runs'] : ['resume', basename(run)];
    const ended = await runProgram(...command, '--project', round.project);
    setting.report.add('mutants');
    round.checkOutput(`${command[0]} with a damaged ${basename(path)}`, ended);
    if (ended.status !== 0)
      round.expect(/^error: /m.test(ended.stderr), `'${command[0]}' says nothing: ${ended.stderr}`);
    rmSync(path, { recursive: true, force: true });
    writeFileSync(path, content);
  }
}

function damage(path: string, mutant: Mutant, content: Buffer): void {
  const damaged = applyMutant(mutant, content);
  if (damaged !== null) writeFileSync(path, damaged);
  else rmSync(path);
  if (mutant.kind === 'folder') mkdirSync(path);
}

function findRawProblem(result: unknown): string | null {
  const { problems = [] } = (result ?? {}) as { problems?: { message: string }[] };
  return problems.map(({ message }) => findRawMessage(message)).find((raw) => raw !== null) ?? null;
}

function describeRawError(error: unknown): string | null {
  if (error instanceof WorkbenchError) return findRawMessage(error.message);
  return describeThrown(error);
}

async function makeTargets(round: Round, spec: SpecName): Promise<Target[]> {
  await makeProject(round, spec);
  const project = await openProject(round.project);
  const [run = ''] = runFolders(round.project);
  const id = basename(run);
  const path = (...names: string[]): string => join(round.project, ...names);
  const manager = idleManager();
  const recorded = await readRun(project, id);
  const readSpec = async () => (await readRun(project, id)).spec;
  const metrics: Target['readers'] = {
    listMetrics: () => listMetrics(run),
    readMetric: () => readMetric(run, 'train/loss'),
    readCurves: () =>
      readCurves(
        curvesRequestSchema.parse({
          lines: [
            { key: 'run', runIds: [id] },
            { key: 'group', runIds: [id, 'missing'] },
          ],
          metrics: [{ metric: 'train/loss' }, { metric: 'train/loss', smoothing: 0.5 }],
          x: 'relative',
          points: 50,
        }),
        (runId) => ({ directory: join(round.project, 'runs', runId), readSpec }),
        new ColumnCache(),
      ),
    readMetricSummaries: () => readMetricSummaries(run, recorded),
    MetricWriter: async () => (await MetricWriter.open(run)).close(),
  };
  return [
    { path: path('project.json'), readers: { openProject: () => openProject(round.project) } },
    {
      path: join(run, 'run.json'),
      readers: {
        listRuns: () => listRuns(project),
        readRun: () => readRun(project, id),
        open: () => manager.open(project),
        list: () => manager.list(project),
      },
    },
    { path: join(run, 'metrics.json'), readers: metrics },
    { path: join(run, 'metrics', trainLossFile(run)), readers: metrics },
    {
      path: join(run, 'log.jsonl'),
      readers: { readLog: () => readLog(run), repairLog: () => repairLog(run) },
    },
    ...(await checkpointTargets(run, `${round.project}-without-checksums`, spec)),
    {
      path: path('models', 'saved.json'),
      readers: {
        listModels: () => listModels(project),
        getModel: () => getModel(project, 'saved'),
      },
    },
    {
      path: path('comparisons', 'saved.json'),
      readers: {
        listComparisons: () => listComparisons(project),
        getComparison: () => getComparison(project, 'saved'),
      },
    },
    ...datasetTargets(project),
  ];
}

/** A project with one file of each kind. */
async function makeProject(round: Round, spec: SpecName): Promise<void> {
  const { references, scratch } = round.setting;
  await cp(projectOf(await references.folder(spec)), round.project, { recursive: true });
  const project = await openProject(round.project);
  await saveModel(project, experimentSchema.parse({ ...specs[spec], name: 'Saved' }));
  await saveComparison(project, {
    name: 'Saved',
    runs: ['x'],
    metrics: ['train/loss'],
    xAxis: 'step',
    smoothing: 0.5,
    logScale: false,
  });
  const table = scratch.path('table.csv');
  const rows = Array.from({ length: 30 }, (_, row) => `${row},${row % 7},${row % 3}`);
  writeFileSync(table, ['a,b,kind', ...rows].join('\n'));
  const options = ['--label', 'kind', '--id', 'table', '--project', round.project];
  const { status, stderr } = await runProgram('import', 'csv', table, ...options);
  if (status !== 0) throw new Error(`The data set for the tests is not imported: ${stderr}`);
}

/**
 * The files of a checkpoint, as they are and without the checksums, which would find every damage before anything is
 * parsed: a checkpoint of an earlier version has none.
 */
async function checkpointTargets(
  run: string,
  unchecked: string,
  spec: SpecName,
): Promise<Target[]> {
  await loadCpuBackend();
  const experiment = experimentSchema.parse(specs[spec]);
  experiment.training.compiled = false;
  const data = await loadTask(experiment.task, { resources: '', datasets: '' });
  const [, step = 0] = checkpointSteps(run);
  await cp(run, unchecked, { recursive: true });
  rmSync(join(unchecked, 'checkpoints', String(step), 'SHA256SUMS'), { force: true });
  return [run, unchecked].flatMap((directory) => {
    const checkpoints = join(directory, 'checkpoints');
    const session = new TrainingSession(experiment, data, checkpoints);
    const folder = join(checkpoints, String(step));
    const readers = {
      listCheckpoints: () => listCheckpoints(directory),
      loadCheckpoint: () => session.resume(step),
    };
    return namesIn(folder).map((file) => ({ path: join(folder, file), readers }));
  });
}

function datasetTargets(project: ProjectFolder): Target[] {
  const datasets = datasetsDirectory(project);
  const task = { kind: 'dataset', dataset: 'table' } as const;
  const readers = {
    listDatasets: () => listDatasets(datasets),
    loadTask: () => loadTask(task, { resources: '', datasets }),
  };
  const folder = join(datasets, 'table');
  return namesIn(folder).map((file) => ({ path: join(folder, file), readers }));
}

function trainLossFile(run: string): string {
  const { files } = JSON.parse(readFileSync(join(run, 'metrics.json'), 'utf8')) as {
    files: Record<string, string>;
  };
  return files['train/loss'] ?? '';
}

function projectOf(run: string): string {
  return dirname(dirname(run));
}
