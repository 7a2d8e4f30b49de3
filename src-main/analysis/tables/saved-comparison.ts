import type { ComparisonContent } from '#spec/comparison';
import type { ReportedSource } from '#spec/reported';
import type { Run } from '#spec/run';
import { compareGroups } from '../compare-groups';
import { findCommonHeadline, suggestFields } from '../compared-runs';
import { groupRuns, labelGroups } from '../group-runs';
import { matchReported, type Templates } from '../reported/match-reported';
import { resolveReferences } from '../reported/reported-figures';
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

/** What reported values of a comparison are looked up in. */
export interface ReportedBeside {
  sources: readonly ReportedSource[];
  templates: Templates;
}

/** The groups of a saved comparison as its statistics have them: without hidden ones, and no more than are shown. */
export function compareSaved(
  comparison: Pick<ComparisonContent, 'groupBy' | 'hidden' | 'baseline' | 'references'>,
  runs: readonly Run[],
  field: RunField,
  { sources, templates }: ReportedBeside = { sources: [], templates: new Map() },
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
    reported: matchReported(
      resolveReferences(comparison.references, sources),
      groups,
      field,
      templates,
    ),
    leftOut: visible.length - groups.length,
  };
}
