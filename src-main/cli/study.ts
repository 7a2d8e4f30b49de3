import { describeLeftOut } from '#analysis/does-dni-help';
import { isStudyFinished } from '#analysis/study-done';
import { readStudyAnswer, type AnswerSurroundings } from '#analysis/study-answer';
import { readStudyResult, type StudyResult } from '#analysis/study-result';
import { describeRunMachine } from '#service/describe-run-machine';
import { checkStudyRuns } from '#service/study-checks';
import { readStudyEvidence } from '#service/study-evidence';
import { listModelIds, readStudyModels } from '#service/study-models';
import { planStudy } from '#service/study-plan';
import { expandStudy, findDeletedRuns, findStudyRuns, matchRuns } from '#analysis/study-runs';
import type { StudyRun } from '#analysis/study-specs';
import type { FileLock } from '#files/lock';
import { messageOf, WorkbenchError } from '#spec/errors';
import type { Run } from '#spec/run';
import type { Study, StudyActivity, StudyPlan } from '#spec/study';
import type { ProjectFolder } from '#storage/projects';
import { readTrashedRuns } from '#storage/run-trash';
import { listSettledRuns } from '#training/run-owner';
import { claimStudy } from '#training/study-runner';
import { chooseSlots } from '#training/run-slots';
import { ensureRuntime } from './drive-run';
import { driveStudy } from './drive-study';
import { exitStatus } from './exit-status';
import { findOrCreateProject, findProject, projectDirectory } from './find-project';
import { print, printAll, printToStderr } from './output';
import { resources } from './program-paths';
import { endEvent } from './study-json';
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
  /** How many runs train at the same time. */
  slots?: number;
  json?: boolean;
}

/** `study`: runs a study to its end, or what is left of it, and prints its answer. Returns the exit status. */
export async function study(name: string, options: StudyOptions): Promise<number> {
  const directory = projectDirectory(options.project);
  // Nothing is written before the study is known to be valid, a project neither.
  const place = (await findProject(directory)) ?? { id: '', directory, name: '', created: '' };
  const source = await findStudy(name, place, options);
  if (options.plan) return printPlan(await makePlan(source, place, options), options);
  const notes = await checkStudy(source, place);
  const reporter = options.json ? jsonStudyReporter(place) : consoleStudyReporter();
  const finished = await findEnded(source, place, { countsFailed: false });
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
    await ensureRuntime();
    const saved = await keepStudy(project, source);
    const activity = await driveStudy(project, saved, { reporter, slots: options.slots, lock });
    return await printResult(saved, activity, project, options);
  } finally {
    await lock.release();
  }
}

function isUnwritable(error: unknown): boolean {
  return !(error instanceof WorkbenchError && error.kind === 'conflict');
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
  const models = await readStudyModels(project, resources, study);
  const { runs } = expandStudy(study, models);
  const { items } = await listSettledRuns(project);
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
  const models = await readStudyModels(project, resources, study);
  const { items } = await listSettledRuns(project);
  if (findStudyRuns(study, items, models).length === 0) return null;
  return { study, activity: { ...idle(study), done, total: runs, status: 'failed', failure } };
}

function idle({
  id,
  name,
}: Study): Pick<StudyActivity, 'studyId' | 'name' | 'isActive' | 'rung' | 'secondsLeft'> {
  return { studyId: id, name, isActive: false, rung: null, secondsLeft: null };
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
  const { result, runs, surroundings } = await readResult(project, saved);
  const answer = readStudyAnswer(saved, result, surroundings);
  if (options.json) print(JSON.stringify(endEvent({ activity, result, runs })));
  else printAll(formatResult({ activity, result, runs, project, answer }));
  return statusOf(activity, runs);
}

async function makePlan(
  { id, content }: StudySource,
  project: ProjectFolder,
  { slots }: StudyOptions,
): Promise<StudyPlan> {
  const { items: runs } = await listSettledRuns(project);
  const { count } = chooseSlots(slots ?? 'auto', await describeRunMachine());
  const models = await readStudyModels(project, resources, content);
  const knownIds = await listModelIds(project, resources);
  const plan = await planStudy(
    { ...content, id },
    { project, models, knownIds, runs, slots: count },
  );
  const trashed = (await readTrashedRuns(project)).map(({ run }) => run);
  const deleted = findDeletedRuns({ ...content, id }, runs, trashed, models);
  return { ...plan, notes: [...describeDeleted(deleted.length, plan.runs), ...plan.notes] };
}

function printPlan(plan: StudyPlan, { json }: StudyOptions): number {
  if (json) print(JSON.stringify({ event: 'end', ...plan }));
  else if (plan.problems.length > 0) formatPlan(plan).forEach(printToStderr);
  else printAll(formatPlan(plan));
  return plan.problems.length > 0 ? exitStatus.invalid : exitStatus.finished;
}

/** What to know before it starts, as sentences. Throws `validation` with the first obstacle. */
async function checkStudy(
  { content }: StudySource,
  project: ProjectFolder,
): Promise<readonly string[]> {
  const models = await readStudyModels(project, resources, content);
  const knownIds = await listModelIds(project, resources);
  const { runs, problems } = expandStudy(content, models, knownIds);
  const checks = await checkStudyRuns(content, runs, { project, models });
  const [first, ...others] = problems.length > 0 ? problems : checks.obstacles;
  if (first === undefined) return checks.notes;
  const rest = others.length > 0 ? ` (And ${others.length} more.)` : '';
  throw new WorkbenchError('validation', `${first}${rest}`);
}

async function readResult(
  project: ProjectFolder,
  content: Study,
): Promise<{ result: StudyResult; runs: Run[]; surroundings: AnswerSurroundings }> {
  const { items } = await listSettledRuns(project);
  const models = await readStudyModels(project, resources, content);
  const runs = findStudyRuns(content, items, models).map(({ run }) => run);
  const evidence = await readStudyEvidence(project, content, { runs: items, models });
  const selections = new Map(Object.entries(evidence.selections));
  return {
    result: readStudyResult(content, items, models, selections),
    runs,
    surroundings: {
      isActive: false,
      inTrash: evidence.inTrash.length,
      removed: evidence.removed,
      copies: evidence.copies,
      leftOut: describeLeftOut(content, models),
    },
  };
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
