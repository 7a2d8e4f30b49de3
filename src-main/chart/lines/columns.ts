import type { AxisRange } from '../axes/axis-range';

/** A column of numbers: a typed array, or a plain one. */
export type Column = ArrayLike<number>;

/** Indices from `first` up to, but not including, `end`. */
export interface Span {
  first: number;
  end: number;
}

/** The last number of a column; undefined if it is empty. */
export function lastOf(column: Column): number | undefined {
  return column[column.length - 1];
}

/** The index of the first number of an ascending column that is at least `value`, by binary search. */
export function findFirstAtLeast(column: Column, value: number): number {
  let low = 0;
  let high = column.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((column[middle] ?? NaN) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

const sorted = new WeakMap<Column, { length: number; isAscending: boolean }>();

/**
 * Whether a column is in ascending order, as steps are; values of a metric on the x axis need not be. The answer is
 * kept for each column, which may grow.
 */
export function isAscending(column: Column): boolean {
  const known = sorted.get(column);
  if (known && known.length === column.length) return known.isAscending;
  let ascending = known?.isAscending ?? true;
  for (let index = known?.length ?? 1; ascending && index < column.length; index++)
    ascending = !((column[index] ?? NaN) < (column[index - 1] ?? NaN));
  sorted.set(column, { length: column.length, isAscending: ascending });
  return ascending;
}

/** The points in a range of x: exactly these where x is ascending, else all. */
export function findSpan(x: Column, range: AxisRange | null): Span {
  if (range === null || !isAscending(x)) return { first: 0, end: x.length };
  const end = findFirstAtLeast(x, range.to);
  let after = end;
  while (after < x.length && x[after] === range.to) after += 1;
  return { first: findFirstAtLeast(x, range.from), end: after };
}

/** The number of points in a range of x. */
export function countInRange(x: Column, range: AxisRange | null): number {
  const { first, end } = findSpan(x, range);
  if (isAscending(x)) return end - first;
  let count = 0;
  for (let index = first; index < end; index++) if (isInRange(x[index] ?? NaN, range)) count += 1;
  return count;
}

/** The index of the number that is closest to `value`; -1 if the column is empty. */
export function findNearestIndex(column: Column, value: number): number {
  if (!isAscending(column)) return findNearestUnsorted(column, value);
  const after = findFirstAtLeast(column, value);
  const [before, next] = [column[after - 1] ?? -Infinity, column[after] ?? Infinity];
  return column.length > 0 && value - before < next - value
    ? after - 1
    : Math.min(after, column.length - 1);
}

function findNearestUnsorted(column: Column, value: number): number {
  let nearest = 0;
  for (let index = 1; index < column.length; index++)
    if (Math.abs((column[index] ?? NaN) - value) < Math.abs((column[nearest] ?? NaN) - value))
      nearest = index;
  return nearest;
}

/** Whether an index is among ascending ones. */
export function includesIndex(indices: Column | undefined, index: number): boolean {
  return indices !== undefined && indices[findFirstAtLeast(indices, index)] === index;
}

export function isInRange(x: number, range: AxisRange | null): boolean {
  return range === null || (x >= range.from && x <= range.to);
}
