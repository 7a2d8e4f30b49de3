import { parseMetricField, type RunField } from '#analysis/run-field';
import { metricTopic, topicOfPath } from '#spec/help-topics';

/** The entry of the metric or setting that a column or an axis shows; undefined where it shows neither. */
export function topicOfField(field: RunField): string | undefined {
  const metric = parseMetricField(field)?.metric;
  return metric === undefined ? (topicOfPath(field) ?? undefined) : metricTopic(metric);
}
