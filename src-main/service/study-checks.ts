import { describeLeftOut } from '#analysis/does-dni-help';
import { takeTurn } from '#files/take-turn';
import { checkEvaluations } from '#analysis/study-evaluations';
import type { StudyRun } from '#analysis/study-specs';
import { readTaskData } from '#data/task-data';
import { checkReadiness } from '#spec/check-readiness';
import type { Experiment } from '#spec/experiment';
import { formatProblem, type Problem } from '#spec/problems';
import { quote } from '#spec/quote';
import type { StudyContent } from '#spec/study';
import type { TaskData } from '#spec/task-data';
import { datasetsDirectory, type ProjectFolder } from '#storage/projects';
import { describeCompute } from './describe-compute';

/** Combinations that are checked with their data: of a larger study the first, the last and some between. */
const maxChecked = 200;
const maxProblems = 5;

export interface StudyChecks {
  /** What keeps combinations from being trained here: their data and this machine among it. Sentences, the first few. */
  obstacles: string[];
  /** What to know before the study starts, as sentences: methods that are left out, runs that are evaluated too rarely. */
  notes: string[];
  /** Steps between evaluations that give the runs a curve; null where they have one. */
  evaluateEvery: number | null;
}

/** Checks the runs of a study before it starts. `models`: the experiments of its models, by id. */
export async function checkStudyRuns(
  study: StudyContent,
  runs: readonly StudyRun[],
  { project, models }: { project: ProjectFolder; models: ReadonlyMap<string, Experiment> },
): Promise<StudyChecks> {
  const { obstacles, warnings } = await checkRuns(runs, project);
  const advice = checkEvaluations(runs);
  return {
    obstacles,
    notes: [
      ...describeLeftOut(study, models),
      ...(advice ? [advice.message] : []),
      ...listWarnings(warnings, advice !== null),
    ],
    evaluateEvery: advice?.evaluateEvery ?? null,
  };
}

/** `warnings`: what is unusual, as the start of a single run shows it too. */
async function checkRuns(
  runs: readonly StudyRun[],
  project: ProjectFolder,
): Promise<{ obstacles: string[]; warnings: Problem[] }> {
  const combinations = [...new Map(runs.map((run) => [run.combination, run])).values()];
  const every = Math.max(1, Math.ceil(combinations.length / maxChecked));
  const checked = combinations.filter(
    (_, index) => index % every === 0 || index === combinations.length - 1,
  );
  const { machine } = await describeCompute();
  const known = new Map<string, TaskData>();
  const obstacles = new Set<string>();
  const warnings: Problem[] = [];
  for (const { model, spec, values } of checked) {
    await takeTurn();
    const task = JSON.stringify(spec.task);
    const data = known.get(task) ?? (await readTaskData(spec.task, datasetsDirectory(project)));
    known.set(task, data);
    for (const problem of checkReadiness(spec, { data, machine }))
      if (problem.severity === 'error')
        obstacles.add(`${describePlace(model, values, runs.length)}: ${formatProblem(problem)}`);
      else warnings.push(problem);
    if (obstacles.size >= maxProblems) break;
  }
  return { obstacles: [...obstacles].slice(0, maxProblems), warnings };
}

/** Each once, the first few. `isAdvised`: that runs are evaluated too rarely is said already. */
function listWarnings(warnings: readonly Problem[], isAdvised: boolean): string[] {
  const sentences = warnings
    .filter(({ setting }) => !isAdvised || setting !== 'training.evaluateEvery')
    .map(({ message, remedy }) => `${message} ${remedy}`.trim());
  return [...new Set(sentences)].slice(0, maxProblems);
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
