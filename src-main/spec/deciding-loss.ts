import type { Experiment } from './experiment';
import { parseSplitMetric, splitMetricName } from './metric-catalogue';
import type { Model } from './model';
import { isLoss, type LossNode } from './nodes';
import { reportUnit, splitNames, type SplitName } from './task';

/**
 * Which loss a figure stands for. A model with several losses records `validation/error` of the first loss with a
 * label, `validation/loss` of all together, and `validation/error/NODE` of each: a table or a chart that shows the
 * first alone names the loss.
 */

/** In the order of the model. */
export function lossNodes(model: Model): { id: string; node: LossNode }[] {
  return Object.entries(model.nodes).flatMap(([id, node]) => (isLoss(node) ? [{ id, node }] : []));
}

/**
 * The metrics of a part of the data that tell how good the model is, the most telling first; a run has one of them or
 * more. They are those of `decidingLoss`: in the unit of the task, as an error, or as a loss. `spec`: null of a run that
 * was imported without a model.
 */
export function decidingMetrics(
  spec: Pick<Experiment, 'model' | 'task'> | null,
  split: SplitName,
): string[] {
  if (!spec) return (['error', 'loss'] as const).map((measure) => splitMetricName(split, measure));
  const { model, task } = spec;
  const loss = lossNodes(model).length > 1 ? model.decidingLoss : undefined;
  const unit = reportUnit(task);
  const measures = [...(unit ? [unit] : []), 'error', 'loss'] as const;
  return measures.map((measure) => splitMetricName(split, measure, loss));
}

/**
 * The cross entropy whose bits decide whether a task grows: the deciding loss where it is one, else the first. Null where
 * the model has none: a squared error is no number of bits.
 */
export function findEntropy(model: Model): { id: string; node: LossNode } | null {
  const entropies = lossNodes(model).filter(({ node }) => node.kind === 'softmaxCrossEntropy');
  return entropies.find(({ id }) => id === model.decidingLoss) ?? entropies[0] ?? null;
}

/** A run, as far as the names of its metrics go. */
export interface JudgedRun {
  spec: Pick<Experiment, 'model'> | null;
  /** By metric. */
  metrics: Readonly<Record<string, unknown>>;
}

/**
 * What a title adds to a metric whose name has no loss node: `oddLoss`, the first loss with a label; `sum` of all
 * losses; null where the model of every run has one loss. `first loss with a label` where the runs differ in it.
 */
export function findNamedLoss(metric: string, runs: readonly JudgedRun[]): string | null {
  const parts = parseSplitMetric(metric);
  if (!parts || parts.loss !== null) return null;
  const measured = runs.filter((run) => Object.hasOwn(run.metrics, metric));
  const names = new Set(measured.map((run) => nameInRun(parts.measure, run)));
  const [name = null] = names;
  if (names.size <= 1) return name;
  return parts.measure === 'loss' ? 'sum' : 'first loss with a label';
}

function nameInRun(measure: string, { spec, metrics }: JudgedRun): string | null {
  const losses = spec ? lossNodes(spec.model) : [];
  if (losses.length < 2) return null;
  if (measure === 'loss') return 'sum';
  return losses.find(({ id }) => hasLabel(id, metrics))?.id ?? null;
}

/** Whether the target of a loss node is a class, as the metrics of a run show: it has an error of its own then. */
function hasLabel(loss: string, metrics: JudgedRun['metrics']): boolean {
  return splitNames.some((split) => Object.hasOwn(metrics, splitMetricName(split, 'error', loss)));
}

/**
 * Whether every run that has the metric has it under the name of its loss too, so that nothing is missed where only the
 * named one is shown.
 */
export function isShownByName(metric: string, runs: readonly JudgedRun[]): boolean {
  const parts = parseSplitMetric(metric);
  if (!parts || parts.loss !== null || parts.measure === 'loss') return false;
  const { split, measure } = parts;
  const measured = runs.filter((run) => Object.hasOwn(run.metrics, metric));
  return measured.every((run) => {
    const loss = nameInRun(measure, run);
    return loss !== null && Object.hasOwn(run.metrics, splitMetricName(split, measure, loss));
  });
}
