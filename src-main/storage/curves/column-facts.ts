import { findGaps } from '#spec/curve-gaps';
import { isMeasuredByClock } from '#spec/metric-catalogue';
import type { ValueCounts } from '#spec/metric-value';

/**
 * What is known of a column. The steps of a run are one column for all metrics that are measured at the same ones, so
 * that each fact is found once for all of them.
 */
function memoize<T>(find: (column: Float64Array) => T): (column: Float64Array) => T {
  const known = new WeakMap<Float64Array, { fact: T }>();
  return (column) => {
    const found = known.get(column) ?? { fact: find(column) };
    known.set(column, found);
    return found.fact;
  };
}

/** Whether the column never decreases; not where a number is NaN. */
export const isSorted = memoize((column) => {
  for (let row = 1; row < column.length; row += 1)
    if (!((column[row] as number) >= (column[row - 1] as number))) return false;
  return true;
});

/** Whether a number of the column is NaN or infinite. */
export const hasMissing = memoize((column) => {
  for (let row = 0; row < column.length; row += 1) if (!Number.isFinite(column[row])) return true;
  return false;
});

/** How many values of the column some axis cannot show. */
export const countValues = memoize((column): ValueCounts =>
  countValuesBetween(column, 0, column.length),
);

/** The same of the rows from `start` to before `end`. */
export function countValuesBetween(column: Float64Array, start: number, end: number): ValueCounts {
  let [zero, negative, notFinite] = [0, 0, 0];
  for (let row = start; row < end; row += 1) {
    const value = column[row] as number;
    // NaN and infinite values minus themselves are NaN.
    if (value - value !== 0) notFinite += 1;
    else if (value === 0) zero += 1;
    else if (value < 0) negative += 1;
  }
  return { zero, negative, notFinite };
}

const gapsBetween = memoize((steps) => findGaps('', steps));

/** The rows that follow missing ones, as `findGaps` finds them. */
export function gapsOf(metric: string, steps: Float64Array): readonly number[] {
  return isMeasuredByClock(metric) ? [] : gapsBetween(steps);
}
