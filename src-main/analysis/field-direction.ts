import { describeMetric, metricNames, parseGradientMetric } from '#spec/metric-catalogue';
import { parseMetricField, type RunField } from './run-field';

/** Which of two values of a field is the better one. */
export type Direction = 'smaller' | 'larger';

/** Null where neither is: for settings, for counts, and for norms of gradients. Less time is better. */
export function directionOf(field: RunField): Direction | null {
  const metric = parseMetricField(field)?.metric;
  if (metric === undefined) return field === 'run.seconds' ? 'smaller' : null;
  if (metric === metricNames.examplesSeen || parseGradientMetric(metric)) return null;
  return describeMetric(metric).isSmallerBetter ? 'smaller' : 'larger';
}
