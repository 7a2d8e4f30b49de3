import type { EventPayload } from '#api/events';
import type { MetricPoint } from '#spec/metric-catalogue';
import { toMetricValue } from '#spec/metric-value';

export type MetricColumns = EventPayload<'run.metrics'>['series'][number];

/** Groups points by metric into columns of equal length: step, seconds and value. */
export function toMetricColumns(points: readonly MetricPoint[]): MetricColumns[] {
  const byMetric = new Map<string, MetricColumns>();
  for (const { metric, step, seconds, value } of points) {
    let columns = byMetric.get(metric);
    if (!columns) byMetric.set(metric, (columns = { metric, step: [], seconds: [], value: [] }));
    columns.step.push(step);
    columns.seconds.push(seconds);
    columns.value.push(toMetricValue(value));
  }
  return [...byMetric.values()];
}
