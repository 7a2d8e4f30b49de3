import type { Chart, ChartKind } from '#spec/comparison';

/** A chart before it has an id. Omit would lose the kinds of the union. */
export type NewChart = Chart extends infer C ? (C extends Chart ? Omit<C, 'id'> : never) : never;

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
