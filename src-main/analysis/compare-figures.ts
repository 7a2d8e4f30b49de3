import { describeMetric } from '#spec/metric-catalogue';
import type { Run } from '#spec/run';
import { findFigure, titleInRun } from '#spec/run-result';
import { answerFormat, type AnswerFormat } from './answer-format';
import { meanOfRuns, type GroupMean } from './group-mean';
import type { RunGroup } from './group-runs';
import { hasDiverged } from './run-outcome';

/** One metric of all groups, side by side. */
export interface FigureColumn {
  metric: string;
  /** By group. */
  means: GroupMean[];
  /** How the column is written: all with the same decimal places. */
  format: AnswerFormat;
  /** The best of the means; null where they cannot be ranked. */
  winner: number | null;
}

/**
 * The means of a metric by group. One of them is the best where the metric ranks runs and all values came about in the
 * same way: a latest value is no match for one at a step that validation has chosen, nor are values of different losses.
 */
export function compareFigures(groups: readonly RunGroup[], metric: string): FigureColumn {
  const { isSmallerBetter, ranksRuns } = describeMetric(metric);
  const means = groups.map(({ runs }) => meanOfRuns(runs, metric));
  const format = answerFormat(metric, means);
  const values = means.flatMap(({ mean }) => mean ?? []);
  if (!ranksRuns || values.length < 2 || countKinds(groups, metric) > 1)
    return { metric, means, format, winner: null };
  return {
    metric,
    means,
    format,
    winner: values.reduce((a, b) => (isSmallerBetter ? Math.min(a, b) : Math.max(a, b))),
  };
}

/** In how many ways the values of a metric came about. */
function countKinds(groups: readonly RunGroup[], metric: string): number {
  const kinds = new Set<string>();
  for (const { runs } of groups)
    for (const run of runs) {
      const kind = kindOf(run, metric);
      if (kind !== null) kinds.add(kind);
    }
  return kinds.size;
}

function kindOf(run: Run, metric: string): string | null {
  const figure = findFigure(run, metric);
  if (!figure || !Number.isFinite(figure.value) || hasDiverged(run, metric)) return null;
  return `${titleInRun(metric, run)}, ${figure.step === null}`;
}
