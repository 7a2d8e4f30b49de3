import type { RunGroup } from '#analysis/group-runs';
import type { RunField } from '#analysis/run-field';
import type { Interval } from '#analysis/statistics/interval';
import { quantile, sorted } from '#analysis/statistics/summary';
import type { Run } from '#spec/run';
import { computeMean } from '../mean';
import { buildFieldAxis, type FieldAxis } from './field-axis';
import { formatFieldValue, readAxisValue } from './field-options';

/** The numbers that a field has in the runs of one group. */
export interface GroupValues {
  key: string;
  values: { run: Run; value: number }[];
  mean: number | null;
  /** The 95 % interval of the mean by Student's t; null for fewer than two values. */
  interval: Interval | null;
}

export interface GroupedValues {
  groups: GroupValues[];
  axis: FieldAxis;
  /** Runs of all groups. */
  runs: number;
  /** Runs without a finite number. */
  without: number;
}

/** `fromZero`: the axis begins at zero, as it must where lengths are compared. */
export function collectValues(
  groups: readonly RunGroup[],
  field: RunField,
  fromZero = false,
): GroupedValues {
  const collected = groups.map(({ key, runs }): GroupValues => {
    const { mean, interval } = computeMean(runs, field);
    const values = runs.flatMap((run) => {
      const value = readAxisValue(run, field);
      return typeof value === 'number' && Number.isFinite(value) ? [{ run, value }] : [];
    });
    return { key, values, mean, interval };
  });
  const numbers = collected.flatMap(({ values, interval }) => [
    ...values.map(({ value }) => value),
    ...(interval ? [interval.low, interval.high] : []),
  ]);
  const runs = groups.reduce((sum, group) => sum + group.runs.length, 0);
  const drawn = collected.reduce((sum, { values }) => sum + values.length, 0);
  return {
    groups: collected,
    axis: buildFieldAxis(field, fromZero ? [...numbers, 0] : numbers),
    runs,
    without: runs - drawn,
  };
}

/** `mean 1.62 %, 95 % interval 1.57 % to 1.67 %, n 5`. */
export function describeMean(field: RunField, { mean, interval, values }: GroupValues): string {
  if (mean === null) return 'no value';
  const ends = interval
    ? `, 95 % interval ${formatFieldValue(field, interval.low)} to ${formatFieldValue(field, interval.high)}`
    : '';
  return `mean ${formatFieldValue(field, mean)}${ends}, n ${values.length}`;
}

/** `median 1.62 %, quartiles 1.57 % and 1.67 %, 1.5 % to 1.8 %, n 5`. */
export function describeQuartiles(field: RunField, { values }: GroupValues): string {
  if (values.length === 0) return 'no value';
  const rising = sorted(values.map(({ value }) => value));
  const at = (part: number): string => formatFieldValue(field, quantile(rising, part));
  return `median ${at(0.5)}, quartiles ${at(0.25)} and ${at(0.75)}, from ${at(0)} to ${at(1)}, n ${values.length}`;
}

/** Each group has a row of this height, in pixels; an axis below them. */
const [rowHeight, axisHeight, leastHeight] = [30, 48, 132];

/** The height of a chart with a row for each group. */
export function heightOfRows(count: number): number {
  return Math.max(leastHeight, axisHeight + rowHeight * count);
}

/** More rows are a list and no chart. */
export const maxRows = 40;
