import { readTaskData } from '#data/task-data';
import { freeBytes } from '#files/file-errors';
import { estimateBytes, estimateTime, listRunsLeft, type RunBytes } from '#analysis/study-estimate';
import { expandStudy, matchRuns } from '#analysis/study-runs';
import type { StudyRun } from '#analysis/study-specs';
import { checkReadiness } from '#spec/check-readiness';
import type { Experiment } from '#spec/experiment';
import { formatBytes } from '#spec/format-bytes';
import { formatProblem } from '#spec/problems';
import { quote } from '#spec/quote';
import type { Run } from '#spec/run';
import type { StudyContent, StudyPlan } from '#spec/study';
import type { TaskData } from '#spec/task-data';
import { datasetsDirectory, type ProjectFolder } from '#storage/projects';
import { measureRun } from '#storage/run-bytes';
import { describeCompute } from './describe-compute';

/** Runs whose values are shown. */
const maxExamples = 10;
/** Combinations that are checked with their data: of a larger study the first, the last and some between. */
const maxChecked = 200;
const maxProblems = 5;

export interface PlanContext {
  project: ProjectFolder;
  models: ReadonlyMap<string, Experiment>;
  /** All runs of the project. */
  runs: readonly Run[];
  /** How many runs train at the same time. */
  slots: number;
}

/** What a study would run. `id`: of a saved one; null: none of its runs is there. */
export async function planStudy(
  study: StudyContent & { id: string | null },
  { project, models, runs, slots }: PlanContext,
): Promise<StudyPlan> {
  const expanded = expandStudy(study, models);
  const { id } = study;
  const matches =
    id === null ? new Map<StudyRun, Run>() : matchRuns({ ...study, id }, expanded.runs, runs);
  const left = listRunsLeft(study, expanded.runs, matches);
  const time = estimateTime(left, runs, slots);
  const bytes = estimateBytes(left, await measureModels(project, models, runs));
  const free = freeBytes(project.directory);
  const problems = [...expanded.problems, ...(await findObstacles(expanded.runs, project))];
  if (free !== null && bytes > free)
    problems.push(
      `The runs need about ${formatBytes(bytes)} on the disk, and ${formatBytes(free)} are free: make room, or raise training.checkpointEvery.`,
    );
  return {
    runs: expanded.runs.length,
    done: expanded.runs.length - left.length,
    steps: left.reduce((sum, { steps }) => sum + steps, 0),
    seconds: time.seconds,
    secondsFrom: time.from,
    bytes,
    freeBytes: free,
    problems,
    examples: expanded.runs.slice(0, maxExamples).map(({ model, values }) => ({ model, values })),
  };
}

/** What keeps combinations from being trained here: their data and this machine among it. Sentences, the first few. */
export async function findObstacles(
  runs: readonly StudyRun[],
  project: ProjectFolder,
): Promise<string[]> {
  const combinations = [...new Map(runs.map((run) => [run.combination, run])).values()];
  const every = Math.max(1, Math.ceil(combinations.length / maxChecked));
  const checked = combinations.filter(
    (_, index) => index % every === 0 || index === combinations.length - 1,
  );
  const { machine } = await describeCompute();
  const known = new Map<string, TaskData>();
  const problems = new Set<string>();
  for (const { model, spec, values } of checked) {
    const task = JSON.stringify(spec.task);
    const data = known.get(task) ?? (await readTaskData(spec.task, datasetsDirectory(project)));
    known.set(task, data);
    for (const problem of checkReadiness(spec, { data, machine }))
      if (problem.severity === 'error')
        problems.add(`${describePlace(model, values, runs.length)}: ${formatProblem(problem)}`);
    if (problems.size >= maxProblems) break;
  }
  return [...problems].slice(0, maxProblems);
}

/** `The model 'recall-dni' with training.method backprop cannot be trained` */
function describePlace(model: string, values: StudyRun['values'], count: number): string {
  const settings = Object.entries(values)
    .filter(([path]) => path !== 'training.seed')
    .map(
      ([path, value]) =>
        `${path} ${Array.isArray(value) ? `[${value.join(', ')}]` : String(value)}`,
    );
  const place = count > 1 && settings.length > 0 ? ` with ${settings.join(', ')}` : '';
  return `The model ${quote(model)}${place} cannot be trained`;
}

/** The bytes of the latest run of each model. */
async function measureModels(
  project: ProjectFolder,
  models: ReadonlyMap<string, Experiment>,
  runs: readonly Run[],
): Promise<Map<string, RunBytes>> {
  const measured = new Map<string, RunBytes>();
  for (const id of models.keys()) {
    const latest = runs.filter(({ modelId, step }) => modelId === id && step > 0).pop();
    const bytes = latest && (await measureRun(project, latest.id).catch(() => null));
    if (bytes && bytes.checkpoint > 0)
      measured.set(id, { checkpoint: bytes.checkpoint, step: bytes.curves / latest.step });
  }
  return measured;
}
