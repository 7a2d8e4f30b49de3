import { lossNodes } from '#spec/deciding-loss';
import type { Experiment } from '#spec/experiment';
import { splitMetricName } from '#spec/metric-catalogue';
import type { LossNode } from '#spec/nodes';
import {
  findField,
  reportUnit,
  type Fields,
  type ReportUnit,
  type SplitName,
  type Task,
} from '#spec/task';
import type { LossReport } from '../step/report';

/**
 * The metrics of one split, from the sums at each loss node over its valid positions:
 * - `loss`: the sum of the mean losses of all nodes, left out where a node had no valid position;
 * - `error`: the fraction of wrong classes at the first loss with a label, left out where it had no valid position;
 * - `bpc`, `bits` or `perplexity`: the mean cross entropy at that loss in the unit of the task;
 * - `loss/NODE`, `error/NODE`, `bits/NODE` ...: each loss by itself, where a model has several.
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
    return report && report.valid > 0 ? [{ id, node, ...report }] : [];
  });
  const metrics: [string, number][] = [];
  // The curve of the sum would jump at steps where one of its parts is missing.
  if (reports.length > 0 && reports.length === nodes.length) {
    const loss = reports.reduce((total, { sum, valid }) => total + sum / valid, 0);
    metrics.push([splitMetricName(split, 'loss'), loss]);
  }
  // The first of the model, and not of this step: the curve would jump from one loss to another.
  const first = nodes.find(({ node }) => findField(fields, node.target)?.kind === 'label');
  const named = nodes.length > 1;
  for (const report of reports) {
    const { id, node, sum, valid } = report;
    const label = labelMetrics(node, report, task);
    if (id === first?.id)
      for (const [measure, value] of label) metrics.push([splitMetricName(split, measure), value]);
    if (!named) continue;
    metrics.push([splitMetricName(split, 'loss', id), sum / valid]);
    for (const [measure, value] of label)
      metrics.push([splitMetricName(split, measure, id), value]);
  }
  return metrics;
}

/** What is measured where the target is a class. */
function labelMetrics(
  node: LossNode,
  report: LossReport,
  task: Task,
): ['error' | ReportUnit, number][] {
  const { sum, valid, incorrect } = report;
  if (incorrect === null) return [];
  const unit = reportUnit(task);
  // A squared error is no cross entropy, though its target may be a class.
  if (!unit || node.kind !== 'softmaxCrossEntropy') return [['error', incorrect / valid]];
  const value =
    unit === 'perplexity' ? Math.exp(sum / valid / node.weight) : meanBits(node, report);
  return [
    ['error', incorrect / valid],
    [unit, value],
  ];
}

/**
 * The mean cross entropy at a loss node in bits, without the factor that the node has in the sum of losses. NaN where no
 * target was valid.
 */
export function meanBits({ weight }: LossNode, { sum, valid }: LossReport): number {
  return sum / valid / weight / Math.LN2;
}
