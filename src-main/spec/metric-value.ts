import { z } from 'zod';

/**
 * A value of a metric in JSON, which knows neither NaN nor infinity: they are sent by their names. `Number` turns
 * either form into the value.
 */
export const metricValueSchema = z.union([z.number(), z.literal(['NaN', 'Infinity', '-Infinity'])]);
export type MetricValue = z.infer<typeof metricValueSchema>;

export function toMetricValue(value: number): MetricValue {
  return Number.isFinite(value) ? value : (String(value) as MetricValue);
}

/** How many values of a curve some axis cannot show: a logarithmic one shows none of them, a linear one no infinity. */
export interface ValueCounts {
  zero: number;
  negative: number;
  /** NaN or infinite. */
  notFinite: number;
}

/** Counts one more value. */
export function countValue(counts: ValueCounts, value: number): void {
  if (!Number.isFinite(value)) counts.notFinite += 1;
  else if (value === 0) counts.zero += 1;
  else if (value < 0) counts.negative += 1;
}
