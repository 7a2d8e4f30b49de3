import type { ScaleOptions } from 'chart.js';
import { axisStyle, fixedAxis, labelTicks, type BuildTicks } from '../../ui/chart/axis-options';
import { countTicks, linearTicks, logTicks, timeTicks } from '#chart/axes/axis-ticks';
import type { ResolveColor } from '../../ui/chart/drawn-lines';
import { fractionOf, type FieldAxis } from '#chart/axes/field-axis';

/** Labels of an axis that stands upright have so much room, in characters. */
const maxLabelLength = 24;

/** Labels of values this near to each other, as a part of the axis, would run into one another. */
const leastGap = { x: 0.14, y: 0.06 } as const;

/** The ticks of an axis. */
export function ticksOf(axis: FieldAxis): BuildTicks {
  const { kind, field, categories, marks } = axis;
  if (kind === 'category') return () => categories.map((_, index) => index);
  if (marks) return () => [...marks];
  if (kind === 'log') return logTicks;
  if (field === 'run.seconds') return timeTicks;
  return field === 'run.created' ? evenTicks : linearTicks;
}

/** Dates have no round numbers that a few labels could stand at. */
const evenTicks: BuildTicks = (min, max) => [1, 3, 5].map((part) => min + (part / 6) * (max - min));

/** The axis with the marks that have room for their labels, from the lower end on. */
export function spaceMarks(axis: FieldAxis, direction: 'x' | 'y'): FieldAxis {
  let last = -Infinity;
  const spaced = axis.marks?.filter((mark) => {
    const at = fractionOf(axis, mark);
    if (at - last < leastGap[direction]) return false;
    last = at;
    return true;
  });
  return { ...axis, marks: spaced ?? null };
}

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
