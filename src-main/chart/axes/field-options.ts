import {
  fieldTitle,
  listDifferingSettings,
  metricField,
  metricPicks,
  parseMetricField,
  type FieldValue,
  type MetricPick,
  type RunField,
} from '#analysis/run-field';
import { formatDuration, formatMetric, formatNumber } from '#analysis/format-value';
import { readOutcome } from '#analysis/run-outcome';
import type { Run } from '#spec/run';
import type { Method } from '#spec/training';
import { methodInfo } from '../methods';
import { listMetrics, metricTitle } from '../metric-names';

/** A field that an axis or a table can show. */
export interface FieldOption {
  field: RunField;
  title: string;
  section: 'Metrics' | 'Settings that differ' | 'Runs';
}

/** Properties of runs that are worth an axis. */
const offeredProperties: readonly RunField[] = [
  'run.seconds',
  'run.step',
  'run.parameters',
  'run.created',
  'run.model',
  'run.status',
  'run.tags',
  'run.study',
  'run.device',
  'run.place',
];
/** They are offered also where all runs are equal in them. */
const alwaysOffered: readonly RunField[] = ['training.method', 'training.seed'];

export const pickNames: Readonly<Record<MetricPick, string>> = {
  chosen: 'At the step chosen by validation',
  last: 'Last value',
  best: 'Best value',
  min: 'Smallest value',
  max: 'Largest value',
};

/** The fields of these runs: metrics, settings that differ, and what else is known of runs. */
export function listFieldOptions(runs: readonly Run[]): FieldOption[] {
  const metrics = listMetrics(runs).map((metric) => ({
    field: metric,
    title: metricTitle(metric, runs),
    section: 'Metrics' as const,
  }));
  const settings = [...new Set([...listDifferingSettings(runs), ...alwaysOffered])].map(
    (field) => ({ field, title: fieldTitle(field), section: 'Settings that differ' as const }),
  );
  const properties = offeredProperties.map((field) => ({
    field,
    title: fieldTitle(field),
    section: 'Runs' as const,
  }));
  return [...metrics, ...settings, ...properties];
}

/** Those that hold every word of the text in their title or name. */
export function findOptions(options: readonly FieldOption[], text: string): FieldOption[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return options.filter(({ field, title }) => {
    const name = `${title} ${field}`.toLowerCase();
    return words.every((word) => name.includes(word));
  });
}

/** The same pick of another metric; a field that is no metric has none. */
export function keepPick(field: RunField, before: RunField): RunField {
  const metric = parseMetricField(field);
  const pick = parseMetricField(before)?.pick;
  return metric && pick ? metricField({ ...metric, pick }) : field;
}

export function pickOptions(): { value: MetricPick; label: string }[] {
  return metricPicks.map((value) => ({ value, label: pickNames[value] }));
}

/** A value as a text with its unit: `1.62 %`, `3 min`, `0.001`, `yes`. */
export function formatFieldValue(field: RunField, value: FieldValue): string {
  if (value === null || value === '') return 'none';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (field === 'run.created') return formatMoment(Number(value));
  if (field === 'training.method') return methodLabel(String(value));
  if (typeof value === 'string') return value;
  const metric = parseMetricField(field)?.metric;
  if (metric !== undefined) return formatMetric(metric, value);
  return field === 'run.seconds' ? formatDuration(value) : formatNumber(value, 6);
}

function methodLabel(method: string): string {
  return Object.hasOwn(methodInfo, method) ? methodInfo[method as Method].label : method;
}

function formatMoment(time: number): string {
  const date = new Date(time);
  const two = (part: number): string => String(part).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** The value that an axis places; NaN for a metric of a run that has diverged, as in means. Moments are numbers, so that they have an order and distances. */
export function readAxisValue(run: Run, field: RunField): FieldValue {
  const value = readOutcome(run, field);
  return field === 'run.created' && typeof value === 'string' ? Date.parse(value) : value;
}
