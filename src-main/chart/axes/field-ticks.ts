import { linearTicks, logTicks, timeTicks } from './axis-ticks';
import { fractionOf, type FieldAxis } from './field-axis';

/** Values of ticks on an axis from `min` to `max`. */
export type BuildTicks = (min: number, max: number) => number[];

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
