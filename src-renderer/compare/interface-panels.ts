import { findModules, mapNodesToModules } from '#spec/graph';
import {
  interfaceMetricName,
  parseGradientMetric,
  parseInterfaceMetric,
  gradientMetricName,
  type InterfaceMeasure,
} from '#spec/metric-catalogue';
import type { EdgeId } from '#spec/model';
import type { Run } from '#spec/run';
import { readNumber } from '#analysis/run-field';
import { mean } from '#analysis/statistics/summary';

/** A row of small charts: one measure, for each edge that has it. */
export interface InterfaceRow {
  title: string;
  logY: boolean;
  panels: { edge: EdgeId; metric: string }[];
}

/** Gradient norms of a recurrent edge by distance back in time. */
export interface DistancePanel {
  edge: EdgeId;
  /** In ticks, ascending. */
  distances: number[];
}

export interface InterfacePanels {
  rows: InterfaceRow[];
  distances: DistancePanel[];
}

const measures: { measure: InterfaceMeasure; title: string; logY: boolean }[] = [
  { measure: 'cosine', title: 'Cosine with the true gradient', logY: false },
  { measure: 'relative-error', title: 'Relative error', logY: false },
  { measure: 'synthesizer-loss', title: 'Synthesizer loss', logY: true },
];

/** What the runs have measured at their interfaces, edges in the order of the graph. */
export function listInterfacePanels(runs: readonly Run[]): InterfacePanels {
  const metrics = new Set(runs.flatMap((run) => Object.keys(run.metrics)));
  const order = edgeOrder(runs);
  const rank = (edge: EdgeId): number => order.get(edge) ?? order.size;
  const byOrder = (a: { edge: EdgeId }, b: { edge: EdgeId }): number =>
    rank(a.edge) - rank(b.edge) || a.edge.localeCompare(b.edge);
  const edges = [...metrics].flatMap((metric) => parseInterfaceMetric(metric)?.edge ?? []);
  const sorted = [...new Set(edges)].map((edge) => ({ edge })).sort(byOrder);
  const rows = measures.map(({ measure, title, logY }) => ({
    title,
    logY,
    panels: sorted
      .map(({ edge }) => ({ edge, metric: interfaceMetricName(edge, measure) }))
      .filter(({ metric }) => metrics.has(metric)),
  }));
  return {
    rows: rows.filter(({ panels }) => panels.length > 0),
    distances: listDistances(metrics).sort(byOrder),
  };
}

function listDistances(metrics: Iterable<string>): DistancePanel[] {
  const byEdge = new Map<EdgeId, number[]>();
  for (const metric of metrics) {
    const parts = parseGradientMetric(metric);
    if (parts) byEdge.set(parts.edge, [...(byEdge.get(parts.edge) ?? []), parts.ticks]);
  }
  return [...byEdge].map(([edge, ticks]) => ({ edge, distances: ticks.sort((a, b) => a - b) }));
}

/** The place of each edge: that of the module which sends its message, then that of the edge in the model. */
function edgeOrder(runs: readonly Run[]): Map<string, number> {
  const models = new Map(runs.map(({ spec }) => [JSON.stringify(spec.model), spec.model]));
  const places = [...models.values()].flatMap((model) => {
    const modules = findModules(model);
    const moduleOf = mapNodesToModules(modules);
    const place = (node: string): number =>
      modules.findIndex(({ id }) => id === moduleOf.get(node));
    return model.edges
      .map(({ from, to }) => ({ edge: `${from}->${to}`, at: place(from) }))
      .sort((a, b) => a.at - b.at);
  });
  return new Map([...new Set(places.map(({ edge }) => edge))].map((edge, at) => [edge, at]));
}

/** The mean over runs of the last gradient norm at each distance; distances that none has measured are left out. */
export function readDistances(
  runs: readonly Run[],
  { edge, distances }: DistancePanel,
): { x: number[]; y: number[] } {
  const points = distances.flatMap((ticks) => {
    const field = `${gradientMetricName(edge, ticks)}@last`;
    const values = runs.flatMap((run) => readNumber(run, field) ?? []);
    return values.length > 0 ? [{ x: ticks, y: mean(values) }] : [];
  });
  return { x: points.map(({ x }) => x), y: points.map(({ y }) => y) };
}
