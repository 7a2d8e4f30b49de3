import type { RunField } from '#analysis/run-field';
import { mean } from '#analysis/statistics/summary';
import type { Run } from '#spec/run';
import { buildFieldAxis, fractionOf, type FieldAxis } from './field-axis';
import { readAxisValue } from './field-options';

/** The runs with one value of each of two fields. */
export interface HeatCell {
  x: number;
  y: number;
  /** Finite values. */
  n: number;
  /** All runs here. */
  runs: number;
  /** Null where no run has a finite value. */
  mean: number | null;
}

export interface HeatMap {
  x: FieldAxis;
  y: FieldAxis;
  cells: HeatCell[];
  /** The ends of the colour scale; null where no cell has a mean. */
  range: { low: number; high: number } | null;
  /** How far along the colour scale a mean is, from 0 to 1; of a logarithmic scale by its logarithm. */
  fractionOf: (value: number) => number;
  isLog: boolean;
}

/** Means of a value over the combinations of two fields, whose values stand side by side. */
export function buildHeatMap(
  runs: readonly Run[],
  xField: RunField,
  yField: RunField,
  valueField: RunField,
): HeatMap {
  const [x, y] = [xField, yField].map((field) =>
    buildFieldAxis(
      field,
      runs.map((run) => readAxisValue(run, field)),
      true,
    ),
  ) as [FieldAxis, FieldAxis];
  const members = new Map<string, { x: number; y: number; values: (number | null)[] }>();
  for (const run of runs) {
    const [atX, atY] = [x.place(readAxisValue(run, xField)), y.place(readAxisValue(run, yField))];
    if (atX === null || atY === null) continue;
    const value = readAxisValue(run, valueField);
    const number = typeof value === 'number' && Number.isFinite(value) ? value : null;
    const key = `${atX} ${atY}`;
    const cell = members.get(key) ?? { x: atX, y: atY, values: [] };
    cell.values.push(number);
    members.set(key, cell);
  }
  const cells = [...members.values()].map(({ values, ...place }): HeatCell => {
    const numbers = values.filter((value) => value !== null);
    return {
      ...place,
      n: numbers.length,
      runs: values.length,
      mean: numbers.length === 0 ? null : mean(numbers),
    };
  });
  return { x, y, cells, ...colorScale(cells, valueField) };
}

function colorScale(
  cells: readonly HeatCell[],
  field: RunField,
): Pick<HeatMap, 'range' | 'fractionOf' | 'isLog'> {
  const means = cells.flatMap(({ mean: value }) => (value === null ? [] : [value]));
  if (means.length === 0) return { range: null, fractionOf: () => 0.5, isLog: false };
  const range = { low: Math.min(...means), high: Math.max(...means) };
  const axis = { ...buildFieldAxis(field, means), bounds: { min: range.low, max: range.high } };
  return {
    range,
    fractionOf: (value) => (range.low === range.high ? 0.5 : fractionOf(axis, value)),
    isLog: axis.kind === 'log',
  };
}
