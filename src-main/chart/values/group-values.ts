import { answerFormat } from '#analysis/answer-format';
import { meanOfRuns } from '#analysis/group-mean';
import type { RunGroup } from '#analysis/group-runs';
import { intervalName } from '#analysis/interval-name';
import { parseMetricField, type RunField } from '#analysis/run-field';
import type { Interval } from '#analysis/statistics/interval';
import { quantile, sorted } from '#analysis/statistics/summary';
import type { ScaleChoice } from '#spec/comparison';
import type { Run } from '#spec/run';
import { buildFieldAxis, type FieldAxis } from '../axes/field-axis';
import { formatFieldValue, readAxisValue } from '../axes/field-options';

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

interface ValueAxis {
  scale?: ScaleChoice;
  /** The axis begins at zero, as it must where lengths are compared: it is never logarithmic. */
  fromZero?: boolean;
}

/** The values of a field by group, and an axis that covers them. */
export function collectValues(
  groups: readonly RunGroup[],
  field: RunField,
  { scale, fromZero = false }: ValueAxis = {},
): GroupedValues {
  const collected = groups.map(({ key, runs }): GroupValues => {
    const { mean, interval } = meanOfRuns(runs, field);
    const values = runs.flatMap((run) => {
      const value = readAxisValue(run, field);
      return typeof value === 'number' && Number.isFinite(value) ? [{ run, value }] : [];
    });
    return { key, values, mean, interval };
  });
  const numbers = collected.flatMap(({ values }) => values.map(({ value }) => value));
  const covered = fromZero ? [...numbers, 0] : numbers;
  const axis = buildFieldAxis(field, covered, {
    scale: fromZero ? 'linear' : scale,
    needsAll: true,
  });
  const runs = groups.reduce((sum, group) => sum + group.runs.length, 0);
  const drawn = collected.reduce((sum, { values }) => sum + values.length, 0);
  return {
    groups: collected,
    axis,
    runs,
    without: runs - drawn,
  };
}

/** The same with an axis that covers the intervals, too. On a logarithmic one, an interval that reaches zero is cut at its end. */
export function coverIntervals(values: GroupedValues): GroupedValues {
  const { groups, axis } = values;
  const ends = groups
    .flatMap(({ interval }) => (interval ? [interval.low, interval.high] : []))
    .filter((end) => axis.place(end) !== null);
  if (ends.length === 0) return values;
  const scale = axis.kind === 'log' ? 'log' : 'linear';
  const { min, max } = buildFieldAxis(axis.field, ends, { scale }).bounds;
  const bounds = { min: Math.min(axis.bounds.min, min), max: Math.max(axis.bounds.max, max) };
  return { ...values, axis: { ...axis, bounds } };
}

/** Says of how many groups the interval is cut by a logarithmic axis; null where of none. */
export function describeCutIntervals({ groups, axis }: GroupedValues): string | null {
  if (axis.kind !== 'log') return null;
  const cut = groups.filter(({ interval }) => interval !== null && interval.low <= 0).length;
  if (cut === 0) return null;
  return `${cut === 1 ? 'One interval reaches' : `${cut} intervals reach`} zero or below: a logarithmic axis shows the rest.`;
}

/** `mean 1.62 %, 95 % interval (t) 1.57 % to 1.67 %, n 5`. */
export function describeMean(field: RunField, { mean, interval, values }: GroupValues): string {
  if (mean === null) return 'no value';
  const write = parseMetricField(field)
    ? answerFormat(field, [{ mean, interval }]).value
    : (value: number): string => formatFieldValue(field, value);
  const ends = interval
    ? `, ${intervalName('t')} ${write(interval.low)} to ${write(interval.high)}`
    : '';
  return `mean ${write(mean)}${ends}, n ${values.length}`;
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

/** Says that not all groups have a row; null where they have. */
export function describeHiddenGroups(count: number): string | null {
  return count > maxRows ? `The first ${maxRows} of ${count} groups are shown.` : null;
}
