import { isStudyFinished } from '#analysis/study-done';
import { readStudyAnswer } from '#analysis/study-answer';
import { readStudyResult } from '#analysis/study-result';
import { describeRunMachine } from '#service/describe-run-machine';
import { checkStudyRuns } from '#service/study-checks';
import {
  listModelIds,
  readStudyModels,
  resolveModels,
  type StudyModels,
} from '#service/study-models';
import { planStudy } from '#service/study-plan';
import { describeChangedModels } from '#analysis/study-models';
import { expandStudy, findDeletedRuns, findStudyRuns, matchRuns } from '#analysis/study-runs';
import type { StudyRun } from '#analysis/study-specs';
import type { FileLock } from '#files/lock';
import { isOfKind, messageOf, WorkbenchError } from '#spec/errors';
import { firstSentences } from '#spec/first-sentences';
import { thisComputerId } from '#spec/place';
import type { Run } from '#spec/run';
import type { Study, StudyActivity, StudyPlan } from '#spec/study';
import { isProjectGone, type ProjectFolder } from '#storage/projects';
import { keepModels } from '#storage/study-models';
import { readStudyPlaces } from '#storage/study-places';
import { readTrashedRuns } from '#storage/run-trash';
import { listSettledRuns } from '#training/run-owner';
import { ownPlaces } from '#service/place-access';
import { claimStudy } from '#training/study-runner';
import { chooseSlots } from '#training/run-slots';
import { ensureRuntime } from './drive-run';
import { driveStudy } from './drive-study';
import { exitStatus } from './exit-status';
import { findOrCreateProject, findProject, projectDirectory } from './find-project';
import { print, printAll, printToStderr } from './output';
import { resources } from './program-paths';
import { endEvent } from './study-json';
import { readSavedStudy } from './read-saved-study';
import { consoleStudyReporter, jsonStudyReporter, type StudyReporter } from './study-reporter';
import {
  findStudy,
  findUnchanged,
  keepStudy,
  type StudyOverrides,
  type StudySource,
} from './study-source';
import { describeDeleted, formatPlan, formatResult } from './study-text';

export interface StudyOptions extends StudyOverrides {
  project?: string;
  /** Prints what would be run, and runs and writes nothing. */
  plan?: boolean;
  /** Whether a study that has begun goes on with its models as they are now. */
  updateModels?: boolean;
  /** How many runs train at the same time. */
  slots?: number;
  /** Ids of places, separated by commas, this computer among them; left out: where the study was started last. */
  at?: string;
  json?: boolean;
}

/** `study`: runs a study to its end, or what is left of it, and prints its answer. Returns the exit status. */
export async function study(name: string, options: StudyOptions): Promise<number> {
  const directory = projectDirectory(options.project);
  // Nothing is written before the study is known to be valid, a project neither.
  const place = (await findProject(directory)) ?? { id: '', directory, name: '', created: '' };
  const source = await findStudy(name, place, options);
  const places = await findPlaces(source, place, options);
  if (options.plan) return printPlan(await makePlan(source, place, options), options);
  const notes = await checkStudy(source, place, options);
  const reporter = options.json ? jsonStudyReporter(place) : consoleStudyReporter();
  const { changed } = await findModels(source, place, {
    runs: (await listSettledRuns(place)).items,
    updateModels: options.updateModels,
  });
  for (const note of adviseOnChanged(changed)) printToStderr(`note: ${note}`);
  const finished = options.updateModels
    ? null
    : await findEnded(source, place, { countsFailed: false });
  if (finished) return printEnded(finished, place, { ...options, reporter });
  const project = place.id === '' ? await findOrCreateProject(directory) : place;
  // Before anything is written, so that a study is not changed while another program runs it.
  const claim = { id: source.id, name: source.content.name ?? source.id };
  let lock: FileLock;
  try {
    lock = await claimStudy(project, claim);
  } catch (error) {
    // Nothing can be run where nothing can be written, but what the runs that are there say can be read.
    if (!isUnwritable(error)) throw error;
    const ended = await findEnded(source, project, { countsFailed: true });
    if (ended) printToStderr(`Failed runs are not run again: ${messageOf(error)}`);
    const begun = ended ?? (await findBegun(source, project, messageOf(error)));
    if (!begun) throw error;
    return printEnded(begun, project, { ...options, reporter });
  }
  try {
    for (const note of notes) printToStderr(`note: ${note}`);
    if (places.length === 0 || places.includes(thisComputerId)) await ensureRuntime();
    const saved = await keepStudy(project, source);
    if (options.updateModels)
      await keepModels(project, saved.id, await readStudyModels(project, resources, saved));
    const activity = await driveStudy(project, saved, {
      ...{ reporter, slots: options.slots, lock, places },
    });
    return await printResult(saved, activity, project, options);
  } finally {
    await lock.release();
  }
}

/** The ids of the places that train its runs, none where this computer alone does. Throws `notFound` for an unknown one. */
async function findPlaces(
  { id: studyId }: StudySource,
  project: ProjectFolder,
  { at }: StudyOptions,
): Promise<string[]> {
  const ids = at?.split(',').map((id) => id.trim()) ?? (await readStudyPlaces(project, studyId));
  const { file } = ownPlaces();
  for (const id of ids) if (id !== thisComputerId) await file.get(id);
  return ids.some((id) => id !== thisComputerId) ? ids : [];
}

function isUnwritable(error: unknown): boolean {
  return !isOfKind(error, 'conflict');
}

interface EndedSource {
  study: Study;
  activity: StudyActivity;
}

/**
 * A saved study of which nothing is left to be trained: it can be read where nothing can be written. `countsFailed`: runs
 * that have failed count as ended, though the study would start them again.
 */
async function findEnded(
  source: StudySource,
  project: ProjectFolder,
  { countsFailed }: { countsFailed: boolean },
): Promise<EndedSource | null> {
  const study = await findUnchanged(project, source);
  if (!study) return null;
  const { items } = await listSettledRuns(project);
  const { models } = await resolveModels(project, resources, study, items);
  const { runs } = expandStudy(study, models);
  const matches = matchRuns(study, runs, items);
  const isFailed = (run: StudyRun): boolean =>
    countsFailed && matches.get(run)?.status === 'failed';
  const others = runs.filter((run) => !isFailed(run));
  if (runs.length === 0 || !isStudyFinished(study, others, matches)) return null;
  const counts = { done: runs.length, total: runs.length };
  return { study, activity: { ...idle(study), ...counts, status: 'finished', failure: null } };
}

/** A saved study that has runs, but cannot make the ones that are left; null where it has none, or is changed. */
async function findBegun(
  source: StudySource,
  project: ProjectFolder,
  failure: string,
): Promise<EndedSource | null> {
  const study = await findUnchanged(project, source);
  if (!study) return null;
  const { runs, done } = await makePlan({ id: study.id, content: study }, project, {});
  const { items } = await listSettledRuns(project);
  const { models } = await resolveModels(project, resources, study, items);
  if (findStudyRuns(study, items, models).length === 0) return null;
  return { study, activity: { ...idle(study), done, total: runs, status: 'failed', failure } };
}

function idle({
  id,
  name,
}: Study): Pick<
  StudyActivity,
  'studyId' | 'name' | 'isActive' | 'rung' | 'secondsLeft' | 'places'
> {
  return { studyId: id, name, isActive: false, rung: null, secondsLeft: null, places: [] };
}

function printEnded(
  { study, activity }: EndedSource,
  project: ProjectFolder,
  { reporter, ...options }: StudyOptions & { reporter: StudyReporter },
): Promise<number> {
  reporter.begin(activity);
  return printResult(study, activity, project, options);
}

async function printResult(
  saved: Study,
  activity: StudyActivity,
  project: ProjectFolder,
  options: StudyOptions,
): Promise<number> {
  if (activity.failure !== null && (await isProjectGone(project.directory))) {
    const nothing = { result: readStudyResult(saved, [], new Map()), runs: [] };
    if (options.json) print(JSON.stringify(endEvent({ activity, ...nothing })));
    throw new WorkbenchError('unavailable', activity.failure);
  }
  const { result, runs, surroundings } = await readSavedStudy(project, saved);
  const answer = readStudyAnswer(saved, result, surroundings);
  if (options.json) print(JSON.stringify(endEvent({ activity, result, runs })));
  else printAll(formatResult({ activity, result, runs, project, answer }));
  return statusOf(activity, runs);
}

async function makePlan(
  { id, content }: StudySource,
  project: ProjectFolder,
  { slots, updateModels }: StudyOptions,
): Promise<StudyPlan> {
  const { items: runs } = await listSettledRuns(project);
  const { count } = chooseSlots(slots ?? 'auto', await describeRunMachine());
  const { models, changed } = await findModels({ id, content }, project, { runs, updateModels });
  const knownIds = await listModelIds(project, resources);
  const plan = await planStudy(
    { ...content, id },
    { project, models, knownIds, runs, slots: count },
  );
  const trashed = (await readTrashedRuns(project)).map(({ run }) => run);
  const deleted = findDeletedRuns({ ...content, id }, runs, trashed, models);
  const notes = [...adviseOnChanged(changed), ...describeDeleted(deleted.length, plan.runs)];
  return { ...plan, notes: [...notes, ...plan.notes] };
}

/** The models that the study trains, and those that have changed since it began. */
async function findModels(
  { id, content }: StudySource,
  project: ProjectFolder,
  { runs, updateModels }: { runs: readonly Run[]; updateModels?: boolean },
): Promise<Pick<StudyModels, 'models' | 'changed'>> {
  if (!updateModels) return resolveModels(project, resources, { ...content, id }, runs);
  return { models: await readStudyModels(project, resources, content), changed: [] };
}

function adviseOnChanged(changed: readonly string[]): string[] {
  const notice = describeChangedModels(changed);
  return notice === null ? [] : [`${notice} Give --update-models to use what is saved now.`];
}

function printPlan(plan: StudyPlan, { json }: StudyOptions): number {
  if (json) print(JSON.stringify({ event: 'end', ...plan }));
  else if (plan.problems.length > 0) formatPlan(plan).forEach(printToStderr);
  else printAll(formatPlan(plan));
  return plan.problems.length > 0 ? exitStatus.invalid : exitStatus.finished;
}

/** What to know before it starts, as sentences. Throws `validation` with the first obstacle. */
async function checkStudy(
  { id, content }: StudySource,
  project: ProjectFolder,
  { updateModels }: StudyOptions,
): Promise<readonly string[]> {
  const { items } = await listSettledRuns(project);
  const { models } = await findModels({ id, content }, project, { runs: items, updateModels });
  const knownIds = await listModelIds(project, resources);
  const { runs, problems } = expandStudy(content, models, knownIds);
  const checks = await checkStudyRuns(content, runs, { project, models });
  const obstacles = problems.length > 0 ? problems : checks.obstacles;
  if (obstacles.length === 0) return checks.notes;
  throw new WorkbenchError('validation', firstSentences(obstacles));
}

/** 0 also for a study that was stopped on request. A run that has diverged is a result; another failure is none. */
function statusOf({ status }: StudyActivity, runs: readonly Run[]): number {
  if (status === 'failed') return exitStatus.failed;
  if (status === 'stopped')
    return runs.some((run) => run.status === 'interrupted')
      ? exitStatus.interrupted
      : exitStatus.finished;
  const isBroken = ({ status: end, failedStep }: Run): boolean =>
    end === 'failed' && failedStep === null;
  return runs.some(isBroken) ? exitStatus.failed : exitStatus.finished;
}
