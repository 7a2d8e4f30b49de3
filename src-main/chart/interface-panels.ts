import { findModules, mapNodesToModules } from '#spec/graph';
import {
  interfaceMetricName,
  parseGradientMetric,
  parseInterfaceMetric,
  gradientMetricName,
  updatesMetricName,
  type InterfaceMeasure,
} from '#spec/metric-catalogue';
import type { Experiment } from '#spec/experiment';
import { type EdgeId, nameEdge } from '#spec/model';
import { findModuleLocks, type ModuleLock } from '#spec/module-locks';
import type { Run } from '#spec/run';
import { readNumber } from '#analysis/run-field';
import { mean } from '#analysis/statistics/summary';

/** A row of small charts: one measure, for each edge or module that has it. */
export interface InterfaceRow {
  title: string;
  logY: boolean;
  /** `name`: of the edge or the module. */
  panels: { name: string; metric: string }[];
}

/** What the updates of modules wait for, one panel a module; each has a bar for every line that is compared. */
export interface WaitingRow {
  title: string;
  measure: 'passes' | 'ticks';
  modules: string[];
}

/** Gradient norms of a recurrent edge by distance back in time. */
export interface DistancePanel {
  edge: EdgeId;
  /** In ticks, ascending. */
  distances: number[];
}

export interface InterfacePanels {
  rows: InterfaceRow[];
  waiting: WaitingRow[];
  distances: DistancePanel[];
}

const measures: { measure: InterfaceMeasure; title: string; logY: boolean }[] = [
  { measure: 'cosine', title: 'Cosine with the true gradient', logY: false },
  { measure: 'relative-error', title: 'Relative error', logY: false },
  { measure: 'synthesizer-loss', title: 'Synthesizer loss', logY: true },
];

/** What the runs have measured at their interfaces, edges and modules in the order of the graph. */
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
      .map(({ edge }) => ({ name: nameEdge(edge), metric: interfaceMetricName(edge, measure) }))
      .filter(({ metric }) => metrics.has(metric)),
  }));
  const modules = listModules(runs);
  const updates: InterfaceRow = {
    title: 'Updates of each module',
    logY: false,
    panels: modules
      .map((module) => ({ name: module, metric: updatesMetricName(module) }))
      .filter(({ metric }) => metrics.has(metric)),
  };
  return {
    rows: [...rows, updates].filter(({ panels }) => panels.length > 0),
    waiting: listWaiting(runs, modules),
    distances: listDistances(metrics).sort(byOrder),
  };
}

/** The rows in which some module of some run waits at all. */
function listWaiting(runs: readonly Run[], modules: string[]): WaitingRow[] {
  const locks = runs.flatMap(locksOf);
  const rows: WaitingRow[] = [];
  if (locks.some(({ passes }) => (passes ?? 0) > 0))
    rows.push({
      title: 'Waiting for the gradient, in passes of other modules',
      measure: 'passes',
      modules,
    });
  if (locks.some(({ ticks }) => ticks === null || ticks > 1))
    rows.push({ title: 'Ticks of each update', measure: 'ticks', modules });
  return rows;
}

/** What a module waits for in some runs: the smallest and the largest number; null where it never updates or it grows. */
export interface Waiting {
  low: number;
  high: number;
}

/** Whether some of the runs have the module. */
export function hasModule(runs: readonly Run[], module: string): boolean {
  return runs.some((run) => locksOf(run).some((lock) => lock.module === module));
}

export function readWaiting(
  runs: readonly Run[],
  module: string,
  measure: WaitingRow['measure'],
): Waiting | null {
  const values = runs.flatMap((run) => {
    const value = locksOf(run).find((lock) => lock.module === module)?.[measure];
    return value === undefined || value === null ? [] : [value];
  });
  return values.length === 0 ? null : { low: Math.min(...values), high: Math.max(...values) };
}

/** Worked out once for each experiment. */
const knownLocks = new WeakMap<Experiment, ModuleLock[]>();

function locksOf({ spec }: Run): ModuleLock[] {
  if (!spec) return [];
  const known = knownLocks.get(spec) ?? findModuleLocks(spec);
  knownLocks.set(spec, known);
  return known;
}

function listDistances(metrics: Iterable<string>): DistancePanel[] {
  const byEdge = new Map<EdgeId, number[]>();
  for (const metric of metrics) {
    const parts = parseGradientMetric(metric);
    if (parts) byEdge.set(parts.edge, [...(byEdge.get(parts.edge) ?? []), parts.ticks]);
  }
  return [...byEdge].map(([edge, ticks]) => ({ edge, distances: ticks.sort((a, b) => a - b) }));
}

/** Ids of the modules that have parameters, in the order of the graphs. */
function listModules(runs: readonly Run[]): string[] {
  return [...new Set(runs.flatMap((run) => locksOf(run).map(({ module }) => module)))];
}

/** The place of each edge: that of the module which sends its message, then that of the edge in the model. */
function edgeOrder(runs: readonly Run[]): Map<string, number> {
  const models = new Map(
    runs.flatMap(({ spec }) => (spec ? [[JSON.stringify(spec.model), spec.model]] : [])),
  );
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

/** A panel narrower than this, in pixels, could not be read. */
const narrowest = 250;

/**
 * Columns of panels in a card of this width: as many as can be read. Where there is a choice, rows of `count` panels fill
 * the card, side by side or one below the other.
 */
export function choosePanelColumns(width: number, count: number): number {
  const most = Math.max(1, Math.floor(width / narrowest));
  for (let columns = most; columns > 1; columns--)
    if (columns % count === 0 || count % columns === 0) return columns;
  return most;
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
