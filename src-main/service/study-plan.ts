import { maxQuotedPath } from '#files/file-errors';
import { freeBytes } from '#files/free-bytes';
import { inTurns, takeTurn } from '#files/take-turn';
import { estimateBytes, type RunBytes } from '#analysis/study-bytes';
import { listRunsLeft, listStages, type RunLeft } from '#analysis/study-left';
import { expandInSteps, matchRuns } from '#analysis/study-runs';
import { identityOf, type StudyRun } from '#analysis/study-specs';
import { estimateTime, findPaceBases, type RunPace, type TimeEstimate } from '#analysis/study-time';
import type { Experiment } from '#spec/experiment';
import { formatBytes } from '#spec/format-bytes';
import { quote } from '#spec/quote';
import type { Run } from '#spec/run';
import { labelSetting } from '#spec/setting-label';
import type { StudyContent, StudyPlan } from '#spec/study';
import type { ProjectFolder } from '#storage/projects';
import { measureRun } from '#storage/run-bytes';
import { readPace } from '#storage/run-pace';
import { estimateRunMemory } from '#training/run-memory';
import { countAtOnce } from '#training/run-slots';
import { listUnreadableObstacles } from '#training/unreadable-runs';
import { describeCompute } from './describe-compute';
import { groupStage, planGroups, type GroupingContext } from './plan-groups';
import { checkStudyRuns } from './study-checks';

/** Runs whose values are shown. */
const maxExamples = 10;

export interface PlanContext {
  project: ProjectFolder;
  models: ReadonlyMap<string, Experiment>;
  /** Ids of all models that a study can have. */
  knownIds: readonly string[];
  /** All runs of the project. */
  runs: readonly Run[];
  /** How many runs train at the same time. */
  slots: number;
}

/** What a study would run. `id`: of a saved one; null: none of its runs is there. */
export async function planStudy(
  study: StudyContent & { id: string | null },
  { project, models, knownIds, runs, slots }: PlanContext,
): Promise<StudyPlan> {
  const expanded = await inTurns(expandInSteps(study, models, knownIds));
  await readIdentities(runs);
  const { id } = study;
  const matches =
    id === null ? new Map<StudyRun, Run>() : matchRuns({ ...study, id }, expanded.runs, runs);
  const stages = listStages(study, expanded.runs, matches);
  const left = listRunsLeft(stages);
  const { machine } = await describeCompute();
  const atOnce = countAtOnce(slots, await estimateLargest(left), machine.memory);
  const grouping = { together: study.together, slots, memory: machine.memory };
  const together = await planGroups(expanded.runs, stages, grouping);
  const time = await measureTime(stages, { project, runs, slots: atOnce }, grouping);
  const bytes = estimateBytes(left, await measureModels(project, models, runs));
  const free = freeBytes(project.directory);
  const checks = await checkStudyRuns(study, expanded.runs, { project, models });
  const unreadable =
    id === null
      ? []
      : await listUnreadableObstacles(project, {
          studyId: id,
          wanted: expanded.runs,
          matches,
          runs,
        });
  const problems = [...expanded.problems, ...checks.obstacles, ...unreadable];
  if (free !== null && bytes > free)
    problems.push(
      `The runs need about ${formatBytes(bytes)} on the disk of ${quote(project.directory, maxQuotedPath)}, and ${formatBytes(free)} are free there: make room, choose another place, or raise '${labelSetting('training.checkpointEvery')}'.`,
    );
  return {
    runs: expanded.runs.length,
    done: expanded.runs.length - left.length,
    steps: left.reduce((sum, { steps }) => sum + steps, 0),
    seconds: time.seconds,
    secondsFrom: time.from,
    bytes,
    freeBytes: free,
    together,
    problems,
    notes: checks.notes,
    evaluateEvery: checks.evaluateEvery,
    examples: expanded.runs.slice(0, maxExamples).map(({ model, values }) => ({ model, values })),
  };
}

/** What makes runs equal is worked out once for each experiment, here without holding up what else is to be done. */
async function readIdentities(runs: readonly Run[]): Promise<void> {
  for (const { modelId, spec } of runs) {
    await takeTurn();
    if (spec) identityOf(modelId, spec, false);
  }
}

/** Bytes of memory of the run that needs most. The seed makes no difference. */
async function estimateLargest(left: readonly RunLeft[]): Promise<number> {
  const combinations = new Map(left.map(({ wanted }) => [wanted.combination, wanted.spec]));
  let largest = 1;
  for (const spec of combinations.values()) {
    await takeTurn();
    largest = Math.max(largest, estimateRunMemory(spec));
  }
  return largest;
}

async function measureTime(
  stages: readonly RunLeft[][],
  { project, runs, slots }: Pick<PlanContext, 'project' | 'runs' | 'slots'>,
  grouping: GroupingContext,
): Promise<TimeEstimate> {
  const bases = findPaceBases(stages.flat(), runs);
  const paces = new Map<string, RunPace>();
  for (const run of new Set([...bases.values()].flatMap((basis) => basis.runs))) {
    // A run that cannot be read tells nothing.
    const pace = await readPace(project, run).catch(() => null);
    if (pace) paces.set(run.id, pace);
  }
  const group = (stage: readonly RunLeft[]): RunLeft[][] => groupStage(stage, grouping);
  return estimateTime(stages, { bases, paces, slots, group });
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
