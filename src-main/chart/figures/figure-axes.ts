import type { BuildTicks } from '../axes/field-ticks';
import { spaceMarks, ticksOf } from '../axes/field-ticks';
import type { FieldAxis } from '../axes/field-axis';
import { formatTicks, type TickFormat } from '../axes/tick-labels';
import type { Bounds } from '../axes/axis-bounds';
import type { FigureAxis, FigureTick } from '../figure';

interface AxisParts {
  label: string;
  bounds: Bounds;
  isLog: boolean;
  buildTicks: BuildTicks;
  format: TickFormat;
  hasGrid: boolean;
}

/** An axis with its ticks, labelled together so that no two labels are equal. */
export function buildAxis({
  label,
  bounds,
  isLog,
  buildTicks,
  format,
  hasGrid,
}: AxisParts): FigureAxis {
  const { min, max } = bounds;
  return { label, isLog, min, max, ticks: labelTicks(buildTicks(min, max), format), hasGrid };
}

export function labelTicks(values: readonly number[], format: TickFormat): FigureTick[] {
  const labels = formatTicks(values, format);
  return values.map((value, index) => ({ value, label: labels[index] ?? '' }));
}

/** The axis of a field. */
export function buildFieldFigureAxis(axis: FieldAxis, direction: 'x' | 'y'): FigureAxis {
  const { title, kind, bounds, format } = axis;
  return {
    ...buildAxis({
      label: title,
      bounds,
      isLog: kind === 'log',
      buildTicks: ticksOf(spaceMarks(axis, direction)),
      format,
      hasGrid: kind !== 'category',
    }),
    isCategorical: kind === 'category',
  };
}

/** An upright axis of rows, the first on top. */
export function buildRowAxis(labels: readonly string[]): FigureAxis {
  return {
    label: '',
    isLog: false,
    min: labels.length - 0.5,
    max: -0.5,
    ticks: labels.map((label, value) => ({ value, label })),
    isCategorical: true,
    hasGrid: false,
  };
}
