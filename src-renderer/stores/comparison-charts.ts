import type { Chart, ChartKind } from '#spec/comparison';
import { parseInterfaceMetric } from '#spec/metric-catalogue';
import type { Run } from '#spec/run';
import { defaultMetrics, listMetrics, sortMetrics } from '#chart/metric-names';

export type LinesChart = Extract<Chart, { kind: 'lines' }>;

/** A chart before it has an id. Omit would lose the kinds of the union. */
export type NewChart = Chart extends infer C ? (C extends Chart ? Omit<C, 'id'> : never) : never;

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

/** The metrics that have a chart of lines. */
export function chartedMetrics(charts: readonly Chart[]): string[] {
  return [...new Set(charts.flatMap((chart) => (chart.kind === 'lines' ? [chart.metric] : [])))];
}

/** Adds a chart at the end, or after the one with the id `after`. */
export function addChart(charts: readonly Chart[], chart: NewChart, after?: string): Chart[] {
  const added = { ...chart, id: freeId(charts, chart.kind) } as Chart;
  const at = charts.findIndex(({ id }) => id === after);
  return at < 0 ? [...charts, added] : [...charts.slice(0, at + 1), added, ...charts.slice(at + 1)];
}

/** Moves a chart to the place of another one; both stay where one of them is not there. */
export function moveChart(charts: readonly Chart[], id: string, to: number): Chart[] {
  const chart = charts.find((other) => other.id === id);
  if (!chart) return [...charts];
  const others = charts.filter((other) => other !== chart);
  const place = Math.min(others.length, Math.max(0, to));
  return [...others.slice(0, place), chart, ...others.slice(place)];
}

function freeId(charts: readonly Chart[], kind: ChartKind): string {
  const taken = new Set(charts.map(({ id }) => id));
  for (let n = 1; ; n += 1) if (!taken.has(`${kind}-${n}`)) return `${kind}-${n}`;
}
