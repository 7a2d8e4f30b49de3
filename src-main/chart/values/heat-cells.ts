import { directionOf } from '#analysis/field-direction';
import type { RunField } from '#analysis/run-field';
import { mean } from '#analysis/statistics/summary';
import type { ScaleChoice } from '#spec/comparison';
import type { Run } from '#spec/run';
import { buildFieldAxis, fractionOf, type FieldAxis } from '../axes/field-axis';
import { readAxisValue } from '../axes/field-options';

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
  colors: HeatScale;
}

/** The colours of means: a better one is stronger; of a field that has no better value, a larger one. */
export interface HeatScale {
  /** The means with the palest and the strongest colour; null where no cell has a mean. */
  range: { pale: number; strong: number } | null;
  /** Whether the strong end is the better one: an error has a better end, a setting has none. */
  hasBetter: boolean;
  /** How strong the colour of a mean is, from 0 to 1; of a logarithmic scale by its logarithm. */
  strengthOf: (value: number) => number;
  isLog: boolean;
  logRefusal: string | null;
}

/** Means of a value over the combinations of two fields, whose values stand side by side. */
export function buildHeatMap(
  runs: readonly Run[],
  xField: RunField,
  yField: RunField,
  valueField: RunField,
  scale?: ScaleChoice,
): HeatMap {
  const [x, y] = [xField, yField].map((field) =>
    buildFieldAxis(
      field,
      runs.map((run) => readAxisValue(run, field)),
      { asCategories: true },
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
  return { x, y, cells, colors: buildHeatScale(cells, valueField, scale) };
}

function buildHeatScale(
  cells: readonly HeatCell[],
  field: RunField,
  scale: ScaleChoice,
): HeatScale {
  const means = cells.flatMap(({ mean: value }) => (value === null ? [] : [value]));
  const [min, max] = [Math.min(...means), Math.max(...means)];
  const whole = buildFieldAxis(field, means, { scale, needsAll: true });
  const axis = { ...whole, bounds: { min, max } };
  const direction = directionOf(field);
  const isReversed = direction === 'smaller';
  const [pale, strong] = isReversed ? [max, min] : [min, max];
  return {
    range: means.length === 0 ? null : { pale, strong },
    hasBetter: direction !== null,
    strengthOf: (value) => {
      if (min === max) return 0.5;
      const along = fractionOf(axis, value);
      return isReversed ? 1 - along : along;
    },
    isLog: axis.kind === 'log',
    logRefusal: axis.logRefusal,
  };
}
