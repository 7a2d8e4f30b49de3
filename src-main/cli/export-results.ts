import { suggestFields } from '#analysis/compared-runs';
import { groupRuns, labelGroups } from '#analysis/group-runs';
import { countOnce } from '#analysis/repeated-runs';
import { matchReported } from '#analysis/reported/match-reported';
import { resolveReferences } from '#analysis/reported/reported-figures';
import { resultsCsv, resultsTable } from '#analysis/tables/results-table';
import type { ReportedBeside } from '#analysis/tables/saved-comparison';
import type { TextTable } from '#analysis/tables/text-table';
import { sortMetrics } from '#chart/metric-names';
import { suggestCharts } from '#chart/suggest-charts';
import type { Comparison } from '#spec/comparison';
import type { Run } from '#spec/run';

export interface ResultsOptions {
  /** The columns; null: the metrics that the comparison shows as curves. */
  metrics: readonly string[] | null;
  beside: ReportedBeside;
}

/** The table of results that stands below the charts of a comparison: all groups with several metrics. Null without any. */
export function resultsOfComparison(
  comparison: Comparison,
  runs: readonly Run[],
  { metrics: chosen, beside }: ResultsOptions,
): { text: TextTable; csv: string } | null {
  const metrics = chosen ?? shownMetrics(comparison, runs);
  if (metrics.length === 0) return null;
  const fields = comparison.groupBy ?? suggestFields(runs);
  const groups = countOnce(groupRuns(runs, fields));
  const references = resolveReferences(comparison.references, beside.sources);
  const compared = {
    groups,
    labels: labelGroups(groups),
    metrics,
    isGrouped: fields.length > 0,
    reported: metrics.flatMap((metric) =>
      matchReported(references, groups, metric, beside.templates),
    ),
  };
  return { text: resultsTable(compared), csv: resultsCsv(compared) };
}

/** As the window chooses them: those that have a chart of lines. */
function shownMetrics({ charts, metrics }: Comparison, runs: readonly Run[]): string[] {
  const shown = charts ?? suggestCharts(metrics.length > 0 ? metrics : null, runs);
  return sortMetrics(shown.flatMap((chart) => (chart.kind === 'lines' ? [chart.metric] : [])));
}
