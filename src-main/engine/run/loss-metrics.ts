import type { Experiment } from '#spec/experiment';
import { splitMetricName } from '#spec/metric-catalogue';
import { findField, isSequential, reportUnit, type Fields, type SplitName } from '#spec/task';
import { lossNodes } from '../model/network';
import type { LossReport } from '../step/report';

/**
 * The metrics of one split, from the sums at each loss node over its valid positions:
 * - `loss`: the sum of the mean losses of all nodes, left out where a node had no valid position;
 * - `error`: the fraction of wrong classes at the first loss with a label;
 * - `bpc`, `bits` or `perplexity`: the mean cross entropy at that loss in the unit of the task;
 * - `loss/NODE` and `error/NODE`: each loss by itself, where a model has several.
 */
export function computeLossMetrics(
  split: SplitName,
  losses: ReadonlyMap<string, LossReport>,
  { model, task }: Experiment,
  fields: Fields,
): [string, number][] {
  const nodes = lossNodes(model);
  const reports = nodes.flatMap(({ id, node }) => {
    const report = losses.get(id);
    return report && report.valid > 0
      ? [{ id, isLabel: findField(fields, node.target)?.kind === 'label', ...report }]
      : [];
  });
  if (reports.length === 0) return [];
  const metrics: [string, number][] = [];
  // The curve of the sum would jump at steps where one of its parts is missing.
  if (reports.length === nodes.length) {
    const loss = reports.reduce((total, { sum, valid }) => total + sum / valid, 0);
    metrics.push([splitMetricName(split, 'loss'), loss]);
  }
  const labelled = reports.find(({ isLabel }) => isLabel);
  if (labelled) {
    const { sum, valid, incorrect } = labelled;
    if (incorrect !== null) metrics.push([splitMetricName(split, 'error'), incorrect / valid]);
    const unit = isSequential(task) ? reportUnit(task) : null;
    const nats = sum / valid;
    if (unit)
      metrics.push([
        splitMetricName(split, unit),
        unit === 'perplexity' ? Math.exp(nats) : nats / Math.LN2,
      ]);
  }
  if (nodes.length > 1)
    for (const { id, sum, valid, incorrect } of reports) {
      metrics.push([splitMetricName(split, 'loss', id), sum / valid]);
      if (incorrect !== null)
        metrics.push([splitMetricName(split, 'error', id), incorrect / valid]);
    }
  return metrics;
}
