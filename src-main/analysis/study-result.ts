import type { Experiment } from '#spec/experiment';
import { endStep, modelName, type Run } from '#spec/run';
import type { AxisValue, StudyContent } from '#spec/study';
import { findBaseline } from './check-study';
import type { GroupComparison } from './compare-groups';
import {
  compareWithBaselines,
  findBaselines,
  findFurtherPairs,
  type FurtherComparison,
} from './study-baselines';
import { groupRuns, labelGroups, type RunGroup } from './group-runs';
import { toFieldValue } from './run-field';
import { mean } from './statistics/summary';
import { reachOf, reachOfCombinations } from './study-done';
import { findStudyRuns, type FoundRun } from './study-runs';
import { countCells, listAxisPaths, listCells, maxStudyRuns } from './study-cells';
import {
  findMeasure,
  isOpen,
  judgedRun,
  type Selections,
  type StudyMeasure,
} from './study-selection';

/** The runs of one combination: they differ in their seed only. */
export interface StudyGroup extends RunGroup {
  label: string;
  /** The values on the axes but that of the seeds, by path; where there are several models, the id of the model too. */
  by: Record<string, AxisValue>;
  comparison: GroupComparison;
  /** Mean seconds of training of the runs that have a value; null where none has. */
  seconds: number | null;
  /** The fewest and the most steps of these runs. */
  steps: { min: number; max: number } | null;
  /** Runs that wait, train, or were stopped. */
  open: number;
  /** Mean of the values of the metric that chooses, by which groups are ranked; null where there is none. */
  chosenBy: number | null;
  /** Of the values, those of untrained models: validation has chosen step 0 there. */
  untrained: number;
  /** The rung at which successive halving has stopped it, in steps; null elsewhere. */
  stoppedAt: number | null;
  /** Ids of the runs that were resumed by hand past the rung of the group; they are none of its `runs`. */
  resumed: readonly string[];
}

export interface StudyResult {
  measure: StudyMeasure | null;
  groups: StudyGroup[];
  /** Key of the group that all others are compared with; null where there is none, or one for each partition. */
  baseline: string | null;
  /** What the others are compared with, in words: the label of that group, or the values of the baseline. */
  baselineLabel: string | null;
  /**
   * Keys of the groups that have the values of the baseline. Of several, each is compared with the groups that share its
   * other values: DNI at a rate with backprop at the same rate.
   */
  baselines: string[];
  /** Groups against others than the baseline: DNI against none where the baseline is backprop. */
  further: FurtherComparison[];
  /** Runs that the study asks for, and how many of them are there. */
  wanted: number;
  found: number;
}

type StudyToRead = StudyContent & { id: string };

/**
 * What a study has found so far: its groups in the order of its axes, each compared with the baseline. Only finished runs
 * have a value. `models`: the experiments of its models, by id. `selections`: where the metric of the study is not the one
 * that the runs have chosen their step by.
 *
 *     const { groups, baseline } = readStudyResult(study, runs, new Map([['recall-dni', template.spec]]));
 */
export function readStudyResult(
  study: StudyToRead,
  runs: readonly Run[],
  models: ReadonlyMap<string, Experiment>,
  selections?: Selections,
): StudyResult {
  const there = findStudyRuns(study, runs, models);
  const reached = study.halving
    ? reachOfCombinations(
        study.halving,
        there.map(({ cell, run }) => [cell, run] as const),
      )
    : new Map<string, number>();
  const found = markShort(there, reached);
  const measure = findMeasure(
    study,
    found.map(({ run }) => run),
  );
  const judged = found.map(({ cell, run }) => ({
    cell,
    run: measure ? judgedRun(run, measure, selections) : run,
  }));
  // Runs of different lengths have no mean in common.
  const members = judged.filter((one) => !isPastRung(one, reached));
  // A run that goes on to a rung has its steps from then on.
  const furthest = Math.max(0, ...members.map(({ run }) => endStep(run)));
  const groups = groupCells(study, members).map(({ combination, ...group }) => ({
    ...group,
    stoppedAt: findStop(group.runs, { reach: reached.get(combination), furthest }),
    resumed: judged
      .filter((one) => one.cell.combination === combination && isPastRung(one, reached))
      .map(({ run }) => run.id),
  }));
  const named = findBaseline(study);
  const baselines = named ? findBaselines(groups, named) : [];
  const pairs = findFurtherPairs(study, groups, baselines);
  const { comparisons, further } = compareWithBaselines(groups, measure?.metric ?? '', named, {
    baselines,
    pairs,
  });
  const labels = nameGroups(groups);
  const baseline = baselines.length === 1 ? (baselines[0] ?? null) : null;
  return {
    measure,
    baseline,
    baselineLabel:
      baseline !== null
        ? (labels.get(baseline) ?? null)
        : baselines.length > 1
          ? Object.values(named ?? {})
              .map(String)
              .join(', ')
          : null,
    baselines,
    further,
    wanted: countCells(study) > maxStudyRuns ? countCells(study) : listCells(study).length,
    found: found.length,
    groups: groups.map((group, index) => {
      const comparison = comparisons[index] as GroupComparison;
      const counted = new Set(comparison.values.map(({ runId }) => runId));
      return {
        ...group,
        label: labels.get(group.key) ?? group.key,
        comparison,
        ...summarizeRuns(group.runs.filter(({ id }) => counted.has(id))),
        open: group.runs.filter(isOpen).length,
      };
    }),
  };
}

/**
 * Runs of fewer steps than the study has, or than their combination at a later rung, are those that were stopped: they can
 * go on, and runs of different lengths have no mean in common. `reached`: the steps of combinations that have rungs.
 */
function markShort(found: readonly FoundRun[], reached: ReadonlyMap<string, number>): FoundRun[] {
  return found.map(({ cell, run }) => {
    const steps = reached.get(cell.combination) ?? cell.spec.training.steps;
    const isShort = run.status === 'finished' && reachOf(run) < steps;
    return { cell, run: isShort ? { ...run, status: 'stopped' } : run };
  });
}

/** Whether a run was resumed by hand past the rung to which the study has trained its combination. */
function isPastRung({ cell, run }: FoundRun, reached: ReadonlyMap<string, number>): boolean {
  return endStep(run) > (reached.get(cell.combination) ?? Infinity);
}

/** What the groups are called. A single one that has no values is its model, whatever its seeds are. */
function nameGroups(groups: readonly RunGroup[]): Map<string, string> {
  const [only] = groups;
  return only && groups.length === 1
    ? new Map([[only.key, only.runs[0] ? modelName(only.runs[0]) : only.key]])
    : labelGroups(groups);
}

type CellGroup = RunGroup & { by: Record<string, AxisValue>; combination: string };

function groupCells(study: StudyToRead, judged: readonly FoundRun[]): CellGroup[] {
  // The order of the first seed, which a run may not have yet, is that of the combinations.
  const byCombination = new Map<string, FoundRun[]>();
  for (const { combination } of listCells(study)) byCombination.set(combination, []);
  for (const entry of judged) byCombination.get(entry.cell.combination)?.push(entry);
  const models = new Map(judged.map(({ cell, run }) => [cell.model, modelName(run)]));
  const areNamed = new Set(models.values()).size === models.size;
  return [...byCombination.values()]
    .filter((entries) => entries.length > 0)
    .map((entries) => toGroup(study, entries, areNamed));
}

/** `areNamed`: whether the models differ in their names. */
function toGroup(study: StudyToRead, entries: readonly FoundRun[], areNamed: boolean): CellGroup {
  const [{ cell, run: first }] = entries as [FoundRun];
  const paths = listAxisPaths(study);
  const hasModels = new Set(study.models).size > 1;
  const runs = entries.map(({ run }) => run);
  // The key is that of a comparison that is grouped by the same fields.
  const fields = [...(hasModels ? ['run.model'] : []), ...paths];
  const key = (fields.length > 0 ? groupRuns(runs, fields)[0]?.key : undefined) ?? '{}';
  const name = modelName(first);
  const title = areNamed ? name : `${name} (${cell.model})`;
  const axes = Object.fromEntries(paths.map((path) => [path, cell.values[path] ?? null]));
  return {
    key: areNamed ? key : `${key} ${cell.model}`,
    values: {
      ...(hasModels ? { 'run.model': title } : {}),
      ...Object.fromEntries(paths.map((path) => [path, toFieldValue(axes[path])])),
    },
    combination: cell.combination,
    by: { ...(hasModels ? { model: cell.model } : {}), ...axes },
    runs,
  };
}

function summarizeRuns(
  runs: readonly Run[],
): Pick<StudyGroup, 'seconds' | 'steps' | 'chosenBy' | 'untrained'> {
  if (runs.length === 0) return { seconds: null, steps: null, chosenBy: null, untrained: 0 };
  const steps = runs.map(({ step }) => step);
  const chosen = runs.map(({ selected }) => selected?.value ?? Number.NaN);
  return {
    seconds: mean(runs.map(({ seconds }) => seconds)),
    steps: { min: Math.min(...steps), max: Math.max(...steps) },
    chosenBy: chosen.every(Number.isFinite) ? mean(chosen) : null,
    untrained: runs.filter(({ selected }) => selected?.step === 0).length,
  };
}

/**
 * Runs of a combination that others have left behind, though nothing of it is still to come. `reach`: the steps to which
 * its rungs have led it; undefined where there are none.
 */
function findStop(
  runs: readonly Run[],
  { reach = Infinity, furthest }: { reach?: number | undefined; furthest: number },
): number | null {
  const finished = runs.filter(({ status }) => status === 'finished');
  if (finished.length === 0 || reach >= furthest || runs.some(isOpen)) return null;
  return Math.max(...finished.map(({ step }) => step));
}
