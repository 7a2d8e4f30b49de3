import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf, WorkbenchError } from '#spec/errors';
import { formatVersion, type Experiment } from '#spec/experiment';
import { quote } from '#spec/quote';
import { assertTrained, type Run, type TrainedRun } from '#spec/run';
import { takeTurn } from '#files/take-turn';
import { ensureDirectory } from '#files/durable-write';
import { errorCode, fileError, maxQuotedPath } from '#files/file-errors';
import { listNames } from '#files/list-names';
import { mapLimited } from '#files/map-limited';
import { writeJson, type Listing } from './versioned-json';
import { safeName, slug } from './names';
import { placeRun } from './copied-run';
import { readRunFile, stampOf } from './run-files';
import { readSelection } from './summaries';
import type { ProjectFolder } from './projects';

/** Files that are open at the same time. */
const openFiles = 16;

export interface NewRun {
  name: string;
  modelId: string | null;
  /** The experiment, with the method, seed and steps of this run. */
  spec: Experiment;
  /** Id of the process in whose queue the run waits. */
  pid?: number;
  /** The run that it continues, and the step of the checkpoint. */
  parent?: Run['parent'];
  /** Its place in a study. */
  study?: Run['study'];
  /** The job that is to train it at another place. */
  job?: Run['job'];
}

/** The folder `runs/<id>` of the project. Throws `validation` where the id is not a valid one. */
export function runDirectory(project: ProjectFolder, id: string): string {
  return join(runsDirectory(project), safeName(id, 'run'));
}

/** The lock file of the program that trains a run or changes it. */
export function runLock(project: ProjectFolder, id: string): string {
  return join(runDirectory(project, id), 'lock');
}

/** Creates the run's folder and its `run.json`, with status `queued`. Throws `unavailable` where they cannot be written. */
export async function createRun(project: ProjectFolder, request: NewRun): Promise<TrainedRun> {
  const created = new Date();
  const { spec, parent = null, study = null, job } = request;
  const color = (await runIds(project)).length;
  const run: TrainedRun = {
    version: formatVersion,
    id: await createRunFolder(project, created, slug(request.modelId ?? request.name)),
    name: request.name,
    modelId: request.modelId,
    spec,
    method: spec.training.method,
    seed: spec.training.seed,
    status: 'queued',
    failure: null,
    failedStep: null,
    pid: request.pid ?? null,
    created: created.toISOString(),
    started: null,
    ended: null,
    step: parent?.step ?? 0,
    seconds: 0,
    environment: null,
    data: [],
    parameters: 0,
    notes: '',
    tags: [],
    parent,
    ...(job && { job }),
    study,
    archived: false,
    alerts: [],
    color,
    metrics: {},
    selected: null,
  };
  const directory = runDirectory(project, run.id);
  try {
    await ensureDirectory(join(directory, 'metrics'));
    await ensureDirectory(join(directory, 'checkpoints'));
    await writeRun(project, run);
  } catch (error) {
    await rm(directory, { recursive: true, force: true }).catch(() => undefined);
    throw error;
  }
  return run;
}

/** Throws `notFound` where there is no such run, `validation` where `run.json` is damaged or of a newer version. */
export async function readRun(project: ProjectFolder, id: string): Promise<Run> {
  const directory = runDirectory(project, id);
  const run = await readRunFile(join(directory, 'run.json'), noRunMessage(id));
  // A run whose data have changed may have nothing to choose from yet.
  const isOfOneData = run.data.length <= 1;
  const selected = run.selected ?? (isOfOneData ? await readSelection(directory, run) : null);
  return placeRun(project, id, { ...run, selected });
}

/** The same for a run with a model. Throws `validation` for an imported one, which cannot do what is its `purpose`. */
export async function readTrainedRun(
  project: ProjectFolder,
  id: string,
  purpose: string,
): Promise<TrainedRun> {
  const run = await readRun(project, id);
  assertTrained(run, purpose);
  return run;
}

/** What changes whenever `run.json` does; null where it cannot be read. */
export function runStamp(project: ProjectFolder, id: string): string | null {
  try {
    return stampOf(join(runDirectory(project, id), 'run.json'), '');
  } catch {
    return null;
  }
}

/** The time at which `run.json` was last written, in milliseconds since 1970. */
export async function runModifiedMs(project: ProjectFolder, id: string): Promise<number> {
  return (await stat(join(runDirectory(project, id), 'run.json'))).mtimeMs;
}

export async function writeRun(project: ProjectFolder, run: Run): Promise<void> {
  await writeJson(join(runDirectory(project, run.id), 'run.json'), run);
}

/** All runs, the oldest first; those with an unreadable `run.json` are listed as problems. */
export async function listRuns(project: ProjectFolder): Promise<Listing<Run>> {
  const items: Run[] = [];
  const problems: Listing<Run>['problems'] = [];
  await mapLimited(await runIds(project), openFiles, async (id) => {
    await takeTurn();
    try {
      items.push(await readRun(project, id));
    } catch (error) {
      problems.push({ path: runDirectory(project, id), message: messageOf(error) });
    }
  });
  problems.sort((a, b) => a.path.localeCompare(b.path));
  items.sort((a, b) => a.created.localeCompare(b.created) || a.id.localeCompare(b.id));
  return { items, problems };
}

/** The folder `runs` of the project. */
export function runsDirectory(project: ProjectFolder): string {
  return join(project.directory, 'runs');
}

/** The sentence for a run that is not there. */
export function noRunMessage(id: string): string {
  return `There is no run '${id}' in this project.`;
}

/**
 * Creates the folder of a run and returns its id, such as `20261123-163300-mnist-cdni-1`: ids sort by time (UTC).
 * Creating the folder reserves the id.
 */
export async function createRunFolder(
  project: ProjectFolder,
  time: Date,
  name: string,
): Promise<string> {
  const [day = '', clock = ''] = time.toISOString().split('T');
  const stem = `${day.replaceAll('-', '')}-${clock.slice(0, 8).replaceAll(':', '')}-${name}`;
  for (let n = 1; ; n += 1) {
    const id = `${stem}-${n}`;
    try {
      await ensureDirectory(runsDirectory(project));
      await mkdir(runDirectory(project, id));
      return id;
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw fileError('written', runsDirectory(project), error);
    }
  }
}

/** The names of the folders of runs, sorted, also of those that cannot be read. */
export async function runIds(project: ProjectFolder): Promise<string[]> {
  const directory = runsDirectory(project);
  const names = await listNames(directory);
  if (names.length === 0 && (await stat(directory).catch(() => null))?.isFile())
    throw new WorkbenchError(
      'unavailable',
      `${quote(directory, maxQuotedPath)} is a file, and no folder of runs: move it out of the project.`,
    );
  return names.filter((name) => /^[A-Za-z0-9]/.test(name)).sort();
}
