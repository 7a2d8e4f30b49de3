import { matchReported } from '#analysis/reported/match-reported';
import { fieldTitle, type RunField } from '#analysis/run-field';
import type { ScaleChoice } from '#spec/comparison';
import { describeLogRefusal } from '../axes/field-axis';
import type { FigureAxis, FigureSeries } from '../figure';
import type { ComparedLine } from '../lines/compared-lines';
import {
  collectValues,
  describeHiddenGroups,
  maxRows,
  type GroupedValues,
} from '../values/group-values';
import { addReported } from '../values/reported-values';
import { describeWithout } from '../values/scatter-points';
import { buildFieldFigureAxis, buildRowAxis } from './figure-axes';
import { describeSources, seriesOfGroups, seriesOfReported } from './figure-series';
import type { FigureSource } from './figure-source';

/** What charts with a row for each group have in common. */
export interface RowValues {
  lines: readonly ComparedLine[];
  /** Those of `lines`, then the reported ones. */
  values: GroupedValues;
  x: FigureAxis;
  y: FigureAxis;
  /** One for each row. */
  series: FigureSeries[];
  notes: string[];
}

interface RowOptions {
  scale: ScaleChoice;
  fromZero?: boolean;
  /** Widens the axis for what is drawn beside the values. */
  widen?: (values: GroupedValues) => GroupedValues;
}

/** The values of a field by group, then the reported ones, and their axes; null where no run has a value. */
export function readRows(
  { lines: all, reported, templates }: FigureSource,
  field: RunField,
  { scale, fromZero = false, widen = (values) => values }: RowOptions,
): RowValues | null {
  const lines = all.slice(0, maxRows);
  const groups = lines.map(({ group }) => group);
  const measured = widen(collectValues(groups, field, { scale, fromZero }));
  if (measured.without === measured.runs) return null;
  const rows = matchReported(reported, groups, field, templates);
  const values = addReported(measured, rows);
  const shown = reported.filter(({ key }) => rows.some((row) => row.key === key));
  const series = [...seriesOfGroups(lines), ...seriesOfReported(shown)];
  const notes = [
    describeWithout(values.without, values.runs, fieldTitle(field)),
    describeLogRefusal(values.axis),
    describeHiddenGroups(all.length),
    ...describeSources(shown),
  ];
  return {
    lines,
    values,
    x: buildFieldFigureAxis(values.axis, 'x'),
    y: buildRowAxis(series.map(({ label }) => label)),
    series,
    notes: notes.filter((note) => note !== null),
  };
}
