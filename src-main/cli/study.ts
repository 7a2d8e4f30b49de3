import { readStudyResult, type StudyResult } from '#analysis/study-result';
import { findCellRuns } from '#analysis/study-cells';
import { describeRunMachine } from '#service/describe-run-machine';
import { readStudyModels } from '#service/study-models';
import { findObstacles, planStudy } from '#service/study-plan';
import { expandStudy } from '#analysis/study-runs';
import { WorkbenchError } from '#spec/errors';
import type { Run } from '#spec/run';
import type { Study, StudyActivity, StudyPlan } from '#spec/study';
import type { ProjectFolder } from '#storage/projects';
import { getStudy } from '#storage/studies';
import { listSettledRuns } from '#training/run-owner';
import { chooseSlots } from '#training/run-slots';
import { readStudySelections } from '#training/study-selections';
import { ensureRuntime } from './drive-run';
import { driveStudy } from './drive-study';
import { exitStatus } from './exit-status';
import { findOrCreateProject, findProject, projectDirectory } from './find-project';
import { print, printAll } from './output';
import { resources } from './program-paths';
import { endEvent } from './study-json';
import { consoleStudyReporter, jsonStudyReporter } from './study-reporter';
import { findStudy, keepStudy, type StudyOverrides, type StudySource } from './study-source';
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
  await ensureRuntime();
  const project = place.id === '' ? await findOrCreateProject(directory) : place;
  const studyId = await keepStudy(project, source);
  const reporter = options.json ? jsonStudyReporter(project) : consoleStudyReporter();
  const activity = await driveStudy(project, studyId, { reporter, slots: options.slots });
  const { result, runs } = await readResult(project, await getStudy(project, studyId));
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
  if (json) print(JSON.stringify(plan));
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
  const runs = findCellRuns(content, items).map(({ run }) => run);
  const selections = await readStudySelections(project, content, runs);
  return { result: readStudyResult(content, items, selections), runs };
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
