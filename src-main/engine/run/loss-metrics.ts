import type { Experiment } from '#spec/experiment';
import { fieldOf, isSequential, reportUnit, type Fields, type SplitName } from '#spec/task';
import { lossNodes } from '../model/network';
import type { LossReport } from '../step/report';

/**
 * The metrics of a part from what was lost at each loss node: `loss`, the sum of the losses' means over what
 * was asked for; `error`, the share of wrong classes at the first loss with a label; the same in the unit of
 * the task (`bpc`, `bits`, `perplexity`); and by loss where a model has several. Nothing for a loss at
 * which nothing was asked for.
 */
export function lossMetrics(
  split: SplitName,
  losses: ReadonlyMap<string, LossReport>,
  { model, task }: Experiment,
  fields: Fields,
): [string, number][] {
  const nodes = lossNodes(model);
  const seen = nodes.flatMap(({ id, node }) => {
    const found = losses.get(id);
    return found && found.valid > 0
      ? [{ id, isLabel: fieldOf(fields, node.target)?.kind === 'label', ...found }]
      : [];
  });
  if (seen.length === 0) return [];
  const metrics: [string, number][] = [];
  // A sum that lacks one of its parts in some steps would jump.
  if (seen.length === nodes.length)
    metrics.push([`${split}/loss`, seen.reduce((sum, one) => sum + one.sum / one.valid, 0)]);
  const judged = seen.find(({ isLabel }) => isLabel);
  if (judged) {
    if (judged.incorrect !== null)
      metrics.push([`${split}/error`, judged.incorrect / judged.valid]);
    const unit = isSequential(task) ? reportUnit(task) : null;
    const nats = judged.sum / judged.valid;
    if (unit === 'perplexity') metrics.push([`${split}/perplexity`, Math.exp(nats)]);
    else if (unit) metrics.push([`${split}/${unit}`, nats / Math.LN2]);
  }
  if (nodes.length > 1)
    for (const { id, sum, valid, incorrect } of seen) {
      metrics.push([`${split}/loss/${id}`, sum / valid]);
      if (incorrect !== null) metrics.push([`${split}/error/${id}`, incorrect / valid]);
    }
  return metrics;
}
