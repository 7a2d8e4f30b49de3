import type { Run } from '#spec/run';
import type { AxisValue, StudyContent } from '#spec/study';
import { findBaseline } from './check-study';
import { compareGroups, type GroupComparison } from './compare-groups';
import { groupRuns, labelGroups, type RunGroup } from './group-runs';
import { toFieldValue } from './run-field';
import { mean } from './statistics/summary';
import { findCellRuns, listAxisPaths, listCells } from './study-cells';
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
  /** The rung at which successive halving has stopped it, in steps; null elsewhere. */
  stoppedAt: number | null;
}

export interface StudyResult {
  measure: StudyMeasure | null;
  groups: StudyGroup[];
  /** Key of the group that the others are compared with. */
  baseline: string | null;
}

type StudyToRead = StudyContent & { id: string };

/**
 * What a study has found so far: its groups in the order of its axes, each compared with the baseline. Only finished runs
 * have a value. `selections`: where the metric of the study is not the one that the runs have chosen their step by.
 *
 *     const { groups, baseline } = readStudyResult(study, runs);
 */
export function readStudyResult(
  study: StudyToRead,
  runs: readonly Run[],
  selections?: Selections,
): StudyResult {
  const found = findCellRuns(study, runs);
  const measure = findMeasure(
    study,
    found.map(({ run }) => run),
  );
  const judged = found.map(({ cell, run }) => ({
    cell,
    run: measure ? judgedRun(run, measure, selections) : run,
  }));
  const groups = groupCells(study, judged);
  const baseline = findBaselineKey(study, groups);
  const metric = measure?.metric ?? '';
  const comparisons = compareGroups(groups, metric, { baseline });
  const labels = labelGroups(groups);
  // A run that goes on to a rung has its steps from then on.
  const furthest = Math.max(0, ...found.map(({ run }) => run.spec.training.steps));
  return {
    measure,
    baseline,
    groups: groups.map((group, index) => {
      const comparison = comparisons[index] as GroupComparison;
      const counted = new Set(comparison.values.map(({ runId }) => runId));
      return {
        ...group,
        label: labels.get(group.key) ?? group.key,
        comparison,
        ...summarizeRuns(group.runs.filter(({ id }) => counted.has(id))),
        open: group.runs.filter(isOpen).length,
        stoppedAt: study.halving ? findStop(group.runs, furthest) : null,
      };
    }),
  };
}

type CellGroup = RunGroup & { by: Record<string, AxisValue> };

type CellRun = ReturnType<typeof findCellRuns>[number];

function groupCells(study: StudyToRead, judged: readonly CellRun[]): CellGroup[] {
  const order = [...new Set(listCells(study).map(({ combination }) => combination))];
  const byCombination = new Map(order.map((combination): [string, CellRun[]] => [combination, []]));
  for (const entry of judged) byCombination.get(entry.cell.combination)?.push(entry);
  const models = new Map(judged.map(({ cell, run }) => [cell.model, run.spec.name]));
  const areNamed = new Set(models.values()).size === models.size;
  return [...byCombination.values()]
    .filter((entries) => entries.length > 0)
    .map((entries) => toGroup(study, entries, areNamed));
}

/** `areNamed`: whether the models differ in their names. */
function toGroup(study: StudyToRead, entries: readonly CellRun[], areNamed: boolean): CellGroup {
  const [{ cell, run: first }] = entries as [CellRun];
  const paths = listAxisPaths(study);
  const hasModels = new Set(study.models).size > 1;
  const runs = entries.map(({ run }) => run);
  // The key is that of a comparison that is grouped by the same fields.
  const fields = [...(hasModels ? ['run.model'] : []), ...paths];
  const key = (fields.length > 0 ? groupRuns(runs, fields)[0]?.key : undefined) ?? '{}';
  const { name } = first.spec;
  const title = areNamed ? name : `${name} (${cell.model})`;
  const axes = Object.fromEntries(paths.map((path) => [path, cell.values[path] ?? null]));
  return {
    key: areNamed ? key : `${key} ${cell.model}`,
    values: {
      ...(hasModels ? { 'run.model': title } : {}),
      ...Object.fromEntries(paths.map((path) => [path, toFieldValue(axes[path])])),
    },
    by: { ...(hasModels ? { model: cell.model } : {}), ...axes },
    runs,
  };
}

/** The group with the values of the baseline; null where several have them, or none. */
function findBaselineKey(study: StudyToRead, groups: readonly CellGroup[]): string | null {
  const baseline = findBaseline(study);
  if (!baseline) return null;
  const matching = groups.filter(({ by }) =>
    Object.entries(baseline).every(
      ([path, value]) => JSON.stringify(by[path]) === JSON.stringify(value),
    ),
  );
  return matching.length === 1 ? (matching[0]?.key ?? null) : null;
}

function summarizeRuns(runs: readonly Run[]): Pick<StudyGroup, 'seconds' | 'steps' | 'chosenBy'> {
  if (runs.length === 0) return { seconds: null, steps: null, chosenBy: null };
  const steps = runs.map(({ step }) => step);
  const chosen = runs.map(({ selected }) => selected?.value ?? Number.NaN);
  return {
    seconds: mean(runs.map(({ seconds }) => seconds)),
    steps: { min: Math.min(...steps), max: Math.max(...steps) },
    chosenBy: chosen.every(Number.isFinite) ? mean(chosen) : null,
  };
}

/** Runs of a combination that others have left behind, though nothing of it is still to come. */
function findStop(runs: readonly Run[], furthest: number): number | null {
  const steps = Math.max(
    0,
    ...runs.filter(({ status }) => status === 'finished').map(({ step }) => step),
  );
  return steps === 0 || steps >= furthest || runs.some(isOpen) ? null : steps;
}
