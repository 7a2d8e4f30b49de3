import type { ScaleOptions } from 'chart.js';
import { axisStyle, fixedAxis, labelTicks } from '../../ui/chart/axis-options';
import { countTicks } from '#chart/axes/axis-ticks';
import { spaceMarks, ticksOf } from '#chart/axes/field-ticks';
import type { ResolveColor } from '../../ui/chart/drawn-lines';
import type { FieldAxis } from '#chart/axes/field-axis';

/** Labels of an axis that stands upright have so much room, in characters. */
const maxLabelLength = 24;

/** The axis of Chart.js for a field, with its title. */
export function buildScale(
  axis: FieldAxis,
  direction: 'x' | 'y',
  resolve: ResolveColor,
): ScaleOptions<'linear'> {
  const style = axisStyle(resolve);
  const isX = direction === 'x';
  const format = isX
    ? axis.format
    : (value: number, figures?: number) => shorten(axis.format(value, figures));
  return {
    ...style,
    ...fixedAxis(axis.bounds, axis.kind === 'log', ticksOf(spaceMarks(axis, direction))),
    axis: direction,
    // Charts of matrices would turn and widen their axes.
    reverse: false,
    offset: false,
    ticks: { ...style.ticks, autoSkip: isX, callback: labelTicks(format) },
    title: {
      display: true,
      text: axis.kind === 'log' ? `${axis.title}, log axis` : axis.title,
      align: 'end',
      padding: 0,
      color: resolve('--ink-faint'),
      font: { size: 11 },
    },
  } as ScaleOptions<'linear'>;
}

/** An upright axis of groups, the first on top. */
export function buildGroupScale(
  labels: readonly string[],
  resolve: ResolveColor,
): ScaleOptions<'linear'> {
  const style = axisStyle(resolve);
  const bounds = { min: -0.5, max: labels.length - 0.5 };
  return {
    ...style,
    ...fixedAxis(bounds, false, () => labels.map((_, index) => index)),
    axis: 'y',
    reverse: true,
    offset: false,
    border: { display: false },
    grid: { display: false },
    ticks: {
      ...style.ticks,
      color: resolve('--ink'),
      callback: (value: number | string) => shorten(labels[Number(value)] ?? ''),
    },
  } as ScaleOptions<'linear'>;
}

export function shorten(text: string): string {
  return text.length > maxLabelLength ? `${text.slice(0, maxLabelLength - 1)}…` : text;
}

/** An upright axis that counts runs, from zero. */
export function buildCountScale(most: number, resolve: ResolveColor): ScaleOptions<'linear'> {
  const style = axisStyle(resolve);
  return {
    ...style,
    ...fixedAxis({ min: 0, max: Math.max(1, most) * 1.05 }, false, countTicks),
    axis: 'y',
    reverse: false,
    offset: false,
    border: { display: false },
    ticks: { ...style.ticks, callback: labelTicks(String) },
    title: {
      display: true,
      text: 'runs',
      align: 'end',
      padding: 0,
      color: resolve('--ink-faint'),
      font: { size: 11 },
    },
  } as ScaleOptions<'linear'>;
}
