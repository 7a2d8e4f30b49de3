import type { EventPayload } from '#api/events';
import type { MetricPoint } from '#spec/metrics';

type Columns = EventPayload<'run.metrics'>['series'][number];

/** Points as columns, metric by metric. Values that are no numbers cannot be drawn and are left out. */
export function seriesOf(points: readonly MetricPoint[]): Columns[] {
  const byMetric = new Map<string, Columns>();
  for (const { metric, step, seconds, value } of points) {
    if (!Number.isFinite(value)) continue;
    const columns = byMetric.get(metric) ?? { metric, step: [], seconds: [], value: [] };
    columns.step.push(step);
    columns.seconds.push(seconds);
    columns.value.push(value);
    byMetric.set(metric, columns);
  }
  return [...byMetric.values()];
}
