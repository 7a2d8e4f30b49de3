import { parseSplitMetric, splitMetricName } from '#spec/metric-catalogue';
import type { Run } from '#spec/run';
import type { Points } from '#spec/curves';

/** The metrics that judge a checkpoint: what has chosen the step of the run, on the validation and the test part. */
export function judgingMetrics({ selected, metrics }: Pick<Run, 'selected' | 'metrics'>): string[] {
  if (!selected) return [];
  const parts = parseSplitMetric(selected.metric);
  const onTest = parts && splitMetricName('test', parts.measure, parts.loss ?? undefined);
  return [selected.metric, onTest].filter(
    (name): name is string => name !== null && name in metrics,
  );
}

/** The value of a curve at a step; null where it was not measured there. */
export function valueAt({ x, y }: Pick<Points, 'x' | 'y'>, step: number): number | null {
  return y[x.indexOf(step)] ?? null;
}
