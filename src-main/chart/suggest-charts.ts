import type { Chart } from '#spec/comparison';
import { parseInterfaceMetric } from '#spec/metric-catalogue';
import type { Run } from '#spec/run';
import { defaultMetrics, listMetrics, sortMetrics } from './metric-names';

export type LinesChart = Extract<Chart, { kind: 'lines' }>;

/**
 * The charts of a comparison that has chosen none: one of lines for each of `metrics`; where these are not chosen either,
 * one for each default metric of the runs, and those of the interfaces together.
 */
export function suggestCharts(metrics: readonly string[] | null, runs: readonly Run[]): Chart[] {
  if (metrics !== null) return sortMetrics(metrics).map(linesChart);
  const names = new Set(runs.flatMap((run) => Object.keys(run.metrics)));
  const shown = defaultMetrics(listMetrics(runs)).filter((metric) => !parseInterfaceMetric(metric));
  const hasInterfaces = [...names].some((metric) => parseInterfaceMetric(metric) !== null);
  const charts: Chart[] = sortMetrics(shown).map(linesChart);
  return hasInterfaces
    ? [...charts, { kind: 'interfaces', id: 'interfaces', size: 'full' }]
    : charts;
}

/** A chart of one metric. Its id is the same each time, so that a suggested chart stays the same one. */
export function linesChart(metric: string): LinesChart {
  return {
    kind: 'lines',
    id: `lines:${metric}`,
    size: 'small',
    metric,
    smoothing: null,
    logX: false,
    logY: null,
    limits: null,
    ignoresOutliers: false,
  };
}
