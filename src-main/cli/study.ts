import { readStudyResult, type StudyResult } from '#analysis/study-result';
import { describeRunMachine } from '#service/describe-run-machine';
import { readStudyModels } from '#service/study-models';
import { findObstacles, planStudy } from '#service/study-plan';
import { expandStudy, findStudyRuns, isStudyFinished, matchRuns } from '#analysis/study-runs';
import { WorkbenchError } from '#spec/errors';
import type { Run } from '#spec/run';
import type { Study, StudyActivity, StudyPlan } from '#spec/study';
import type { ProjectFolder } from '#storage/projects';
import { listSettledRuns } from '#training/run-owner';
import { claimStudy } from '#training/study-runner';
import { chooseSlots } from '#training/run-slots';
import { readStudySelections } from '#training/study-selections';
import { ensureRuntime } from './drive-run';
import { driveStudy } from './drive-study';
import { exitStatus } from './exit-status';
import { findOrCreateProject, findProject, projectDirectory } from './find-project';
import { print, printAll, printToStderr } from './output';
import { resources } from './program-paths';
import { endEvent } from './study-json';
import { consoleStudyReporter, jsonStudyReporter } from './study-reporter';
import {
  findStudy,
  findUnchanged,
  keepStudy,
  type StudyOverrides,
  type StudySource,
} from './study-source';
import { formatPlan, formatResult } from './study-text';

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
  await assertStudyTrainable(source, place);
  const reporter = options.json ? jsonStudyReporter(place) : consoleStudyReporter();
  const finished = await findFinished(source, place);
  if (finished) {
    reporter.begin(finished.activity);
    return printResult(finished.study, finished.activity, place, options);
  }
  await ensureRuntime();
  const project = place.id === '' ? await findOrCreateProject(directory) : place;
  // Before anything is written, so that a study is not changed while another program runs it.
  const lock = await claimStudy(project, { id: source.id, name: source.content.name ?? source.id });
  try {
    const saved = await keepStudy(project, source);
    const activity = await driveStudy(project, saved, { reporter, slots: options.slots, lock });
    return await printResult(saved, activity, project, options);
  } finally {
    await lock.release();
  }
}

/** A saved study of which nothing is left to be trained: it can be read where nothing can be written. */
async function findFinished(
  source: StudySource,
  project: ProjectFolder,
): Promise<{ study: Study; activity: StudyActivity } | null> {
  const study = await findUnchanged(project, source);
  if (!study) return null;
  const models = await readStudyModels(project, resources, study);
  const { runs } = expandStudy(study, models);
  const { items } = await listSettledRuns(project);
  if (!isStudyFinished(study, runs, matchRuns(study, runs, items))) return null;
  const rungs = study.halving?.rungs.length ?? null;
  const activity: StudyActivity = {
    studyId: study.id,
    name: study.name,
    isActive: false,
    status: 'finished',
    done: runs.length,
    total: runs.length,
    rung: rungs === null ? null : rungs - 1,
    rungs,
    failure: null,
  };
  return { study, activity };
}

async function printResult(
  saved: Study,
  activity: StudyActivity,
  project: ProjectFolder,
  options: StudyOptions,
): Promise<number> {
  const { result, runs } = await readResult(project, saved);
  if (options.json) print(JSON.stringify(endEvent({ activity, result, runs })));
  else printAll(formatResult({ activity, result, runs, project }));
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
  return planStudy({ ...content, id }, { project, models, runs, slots: count });
}

function printPlan(plan: StudyPlan, { json }: StudyOptions): number {
  if (json) print(JSON.stringify({ event: 'end', ...plan }));
  else if (plan.problems.length > 0) formatPlan(plan).forEach(printToStderr);
  else printAll(formatPlan(plan));
  return plan.problems.length > 0 ? exitStatus.invalid : exitStatus.finished;
}

/** Throws `validation` with the first obstacle. */
async function assertStudyTrainable(
  { content }: StudySource,
  project: ProjectFolder,
): Promise<void> {
  const models = await readStudyModels(project, resources, content);
  const { runs, problems } = expandStudy(content, models);
  const [first, ...others] = problems.length > 0 ? problems : await findObstacles(runs, project);
  if (first === undefined) return;
  const rest = others.length > 0 ? ` (And ${others.length} more.)` : '';
  throw new WorkbenchError('validation', `${first}${rest}`);
}

async function readResult(
  project: ProjectFolder,
  content: Study,
): Promise<{ result: StudyResult; runs: Run[] }> {
  const { items } = await listSettledRuns(project);
  const models = await readStudyModels(project, resources, content);
  const runs = findStudyRuns(content, items, models).map(({ run }) => run);
  const selections = await readStudySelections(project, content, runs);
  return { result: readStudyResult(content, items, models, selections), runs };
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
