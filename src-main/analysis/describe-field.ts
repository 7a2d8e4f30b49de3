import { isHeldOut } from '#spec/metric-catalogue';
import { capitalize } from '#spec/letter-case';
import { fieldTitle, parseMetricField, type MetricPick, type RunField } from './run-field';

const picked: Readonly<Record<Exclude<MetricPick, 'chosen'>, string>> = {
  last: 'at the last step',
  best: 'at its best step',
  min: 'where it is smallest',
  max: 'where it is largest',
};

/** What a field is, in words: `Test error at the step that validation has chosen`. */
export function describeField(field: RunField): string {
  const metric = parseMetricField(field);
  if (!metric) return capitalize(fieldTitle(field));
  const title = fieldTitle(metric.metric);
  if (metric.pick !== 'chosen') return `${title} ${picked[metric.pick]}`;
  return isHeldOut(metric.metric)
    ? `${title} at the step that validation has chosen`
    : `${title} ${picked.last}`;
}
