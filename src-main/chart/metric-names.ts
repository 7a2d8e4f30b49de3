import { findNamedLoss, isShownByName, type JudgedRun } from '#spec/deciding-loss';
import {
  describeMetric,
  isReportUnit,
  metricNames,
  parseEdgeMetric,
  parseGradientMetric,
  parseInterfaceMetric,
  parseLayerMetric,
  parseSplitMetric,
  parseUpdatesMetric,
} from '#spec/metric-catalogue';

/** The metrics without duplicates, in the order of display. */
export function sortMetrics(metrics: Iterable<string>): string[] {
  const ranks = new Map([...metrics].map((metric) => [metric, describeMetric(metric).rank]));
  return [...ranks]
    .sort(([a, rankA], [b, rankB]) => rankA - rankB || a.localeCompare(b))
    .map(([metric]) => metric);
}

/**
 * The metrics that any of the runs has, in the order of display. Where a model has several losses, those of its first
 * are left out: they are there under the name of that loss.
 */
export function listMetrics(runs: readonly JudgedRun[]): string[] {
  return sortMetrics(runs.flatMap((run) => Object.keys(run.metrics))).filter(
    (metric) => !isShownByName(metric, runs),
  );
}

/** What a new comparison shows, out of the metrics that its runs have. */
export function defaultMetrics(metrics: Iterable<string>): string[] {
  const sorted = sortMetrics(metrics);
  const hasReportUnit = sorted.some((metric) => {
    const parts = parseSplitMetric(metric);
    return parts !== null && isReportUnit(parts.measure);
  });
  const hasMeanBits = sorted.includes(metricNames.meanBits);
  return sorted.filter((metric) => {
    const parts = parseSplitMetric(metric);
    if (!parts)
      return (
        metric === metricNames.level ||
        metric === metricNames.meanBits ||
        parseInterfaceMetric(metric)?.measure === 'cosine'
      );
    const { split, measure, loss } = parts;
    if (split === 'train' && (loss !== null || hasMeanBits)) return false;
    if (hasReportUnit) return isReportUnit(measure);
    return measure === 'error' || (measure === 'loss' && split === 'train');
  });
}

/** Whether a comparison can show the metric. */
export function isComparable(metric: string): boolean {
  return describeMetric(metric).isComparable;
}

/** Whether the curve of the metric is worth smoothing. */
export function isNoisy(metric: string): boolean {
  return describeMetric(metric).isNoisy;
}

/**
 * `Train loss`, `Validation error, odd`, `Cosine, hidden1 → hidden2`, `Speed`, with the loss that the metric stands
 * for in these runs. `examples`: what they count as examples, such as `characters`.
 */
export function metricTitle(metric: string, runs: readonly JudgedRun[], examples?: string): string {
  return describeMetric(metric, { examples, loss: findNamedLoss(metric, runs) }).title;
}

/** `test bpc`, `level solved`: for places with room for a few words. */
export function shortMetricTitle(metric: string, run: JudgedRun): string {
  return describeMetric(metric, { loss: findNamedLoss(metric, [run]) }).shortTitle;
}

export interface MetricGroup {
  title: string;
  metrics: string[];
}

/**
 * The chart cards in the Curves tab of a run: one for each measure with all its splits, and one for each other
 * metric. Metrics of edges, layers and modules are left out: the Interfaces tab and the canvas show them.
 */
export function groupMetrics(run: JudgedRun, examples?: string): MetricGroup[] {
  const groups = new Map<string, string[]>();
  for (const metric of listMetrics([run])) {
    if (isOfInterfaces(metric)) continue;
    const loss = findNamedLoss(metric, [run]);
    const { groupTitle } = describeMetric(metric, { examples, loss });
    groups.set(groupTitle, [...(groups.get(groupTitle) ?? []), metric]);
  }
  return [...groups].map(([title, names]) => ({ title, metrics: names }));
}

/** Whether the metric belongs to an edge, a layer or a module of the graph. */
function isOfInterfaces(metric: string): boolean {
  return (
    parseInterfaceMetric(metric) !== null ||
    parseGradientMetric(metric) !== null ||
    parseEdgeMetric(metric) !== null ||
    parseLayerMetric(metric) !== null ||
    parseUpdatesMetric(metric) !== null
  );
}

/** The decoupled edges that have interface metrics, in the order of `metrics`. */
export function interfaceEdges(metrics: Iterable<string>): string[] {
  const edges = [...metrics].flatMap((metric) => parseInterfaceMetric(metric)?.edge ?? []);
  return [...new Set(edges)];
}

/** By recurrent edge: the distances back in time, in ticks and rising, at which gradients were measured. */
export function gradientDistances(metrics: Iterable<string>): Map<string, number[]> {
  const distances = new Map<string, number[]>();
  for (const metric of metrics) {
    const parts = parseGradientMetric(metric);
    if (parts) distances.set(parts.edge, [...(distances.get(parts.edge) ?? []), parts.ticks]);
  }
  for (const ticks of distances.values()) ticks.sort((a, b) => a - b);
  return distances;
}
