import type { ReportedRow } from '#analysis/reported/match-reported';
import { reportedInterval } from '#analysis/reported/reported-format';
import { buildFieldAxis } from '../axes/field-axis';
import type { GroupedValues } from './group-values';

/** The values of groups with those that were reported after them, which have no runs, and an axis that covers both. */
export function addReported(values: GroupedValues, rows: readonly ReportedRow[]): GroupedValues {
  if (rows.length === 0) return values;
  const { groups, axis } = values;
  const reported = rows.map(({ key, entry }) => ({
    key,
    values: [],
    mean: entry.value,
    interval: reportedInterval(entry),
  }));
  const numbers = reported
    .flatMap(({ mean, interval }) => [mean, ...(interval ? [interval.low, interval.high] : [])])
    .filter((number) => axis.place(number) !== null);
  if (numbers.length === 0) return { ...values, groups: [...groups, ...reported] };
  const scale = axis.kind === 'log' ? 'log' : 'linear';
  const { min, max } = buildFieldAxis(axis.field, numbers, { scale }).bounds;
  const bounds = { min: Math.min(axis.bounds.min, min), max: Math.max(axis.bounds.max, max) };
  return { ...values, groups: [...groups, ...reported], axis: { ...axis, bounds } };
}
