import type { ComparisonContent } from '#spec/comparison';
import type { Run } from '#spec/run';
import { compareGroups } from '../compare-groups';
import { findCommonHeadline, suggestFields } from '../compared-runs';
import { groupRuns, labelGroups } from '../group-runs';
import { countOnce } from '../repeated-runs';
import type { RunField } from '../run-field';
import { maxStatisticsGroups, type ComparedGroups } from './statistics-table';

/** What a table of a comparison shows: the field of its statistics, else the metric that its list shows; null: nothing. */
export function findComparedField(
  { charts }: Pick<ComparisonContent, 'charts'>,
  runs: readonly Run[],
): RunField | null {
  const chart = charts?.find((one) => one.kind === 'statistics');
  return chart?.kind === 'statistics' ? chart.field : findCommonHeadline(runs);
}

/** The groups of a saved comparison as its statistics have them: without hidden ones, and no more than are shown. */
export function compareSaved(
  comparison: Pick<ComparisonContent, 'groupBy' | 'hidden' | 'baseline'>,
  runs: readonly Run[],
  field: RunField,
): ComparedGroups & { leftOut: number } {
  const all = countOnce(groupRuns(runs, comparison.groupBy ?? suggestFields(runs)));
  const visible = all.filter(({ key }) => !comparison.hidden.includes(key));
  const groups = visible.slice(0, maxStatisticsGroups);
  const baseline = groups.some(({ key }) => key === comparison.baseline)
    ? comparison.baseline
    : null;
  return {
    field,
    groups,
    labels: labelGroups(all),
    comparisons: compareGroups(groups, field, { baseline }),
    baseline,
    leftOut: visible.length - groups.length,
  };
}
