import type { CurvesRequest, Points } from '#spec/curves';
import { newUint32Column } from '../column-pool';
import { decimate } from '../decimate';
import { isSorted } from './column-facts';
import { pick, pickPlaces, pickValues } from './narrow-column';

/** A curve at full resolution. Its columns have one length. */
export interface FullCurve {
  /** A point whose place is NaN is left out. */
  x: Float64Array;
  y: Float64Array;
  band?: { lower: Float64Array; upper: Float64Array } | null;
  /** Numbers of rows to which no line leads, because rows before them are missing. */
  gaps: readonly number[];
}

export interface ThinnedCurve {
  points: Points;
  /** The number of the row of each point. */
  rows: Uint32Array;
}

type View = Pick<CurvesRequest, 'range' | 'points'>;

/**
 * The points to draw: those in the range, decimated, with one more on both sides, so that the line reaches the edges of
 * the chart.
 */
export function thinCurve(curve: FullCurve, view: View): ThinnedCurve {
  const { rows, gaps } = isSorted(curve.x)
    ? { rows: thinSorted(curve, view), gaps: curve.gaps }
    : thinUnsorted(curve, view);
  return {
    rows,
    points: {
      x: pickPlaces(curve.x, rows),
      y: pickValues(curve.y, rows),
      breaks: findBreaks(rows, gaps),
    },
  };
}

/** The first row in the range, and the first after it. `x` never decreases. */
export function rowsInRange(x: Float64Array, range: View['range']): [start: number, end: number] {
  if (!range) return [0, x.length];
  return [firstRow(x, (at) => at >= range.from), firstRow(x, (at) => at > range.to)];
}

function firstRow(x: Float64Array, holds: (at: number) => boolean): number {
  let [low, high] = [0, x.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(x[middle] ?? 0)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function thinSorted(curve: FullCurve, { range, points }: View): Uint32Array {
  const [start, end] = rowsInRange(curve.x, range);
  const inside = decimate(curve, points, start, end);
  const [before, after] = [start > 0 ? 1 : 0, end < curve.x.length ? 1 : 0];
  if (before + after === 0) return inside;
  const rows = newUint32Column(before + inside.length + after);
  rows.set(inside, before);
  if (before > 0) rows[0] = start - 1;
  if (after > 0) rows[rows.length - 1] = end;
  return rows;
}

/**
 * On an axis of a metric the line goes to and fro: its rows are thinned in their order, and where it comes back into
 * the range it begins anew, which is a gap.
 */
function thinUnsorted(
  { x, y, band, gaps }: FullCurve,
  { range, points }: View,
): { rows: Uint32Array; gaps: number[] } {
  const { from, to } = range ?? { from: -Infinity, to: Infinity };
  const isInside = (row: number): boolean =>
    row < x.length && (x[row] as number) >= from && (x[row] as number) <= to;
  const inside = new Uint32Array(x.length);
  let count = 0;
  const returns: number[] = [];
  let [wasVisible, isVisible] = [false, isInside(0)];
  for (let row = 0; row < x.length; row += 1) {
    const isNext = isInside(row + 1);
    if ((wasVisible || isVisible || isNext) && !Number.isNaN(x[row])) {
      if (count > 0 && inside[count - 1] !== row - 1) returns.push(row);
      inside[count++] = row;
    }
    [wasVisible, isVisible] = [isVisible, isNext];
  }
  const all = inside.subarray(0, count);
  const columns = {
    x: countUpTo(count),
    y: pick(y, all),
    band: band ? { lower: pick(band.lower, all), upper: pick(band.upper, all) } : null,
  };
  return {
    rows: decimate(columns, points).map((index) => all[index] ?? 0),
    gaps: [...gaps, ...returns].sort((a, b) => a - b),
  };
}

function countUpTo(end: number): Float64Array {
  const numbers = new Float64Array(end);
  for (let number = 0; number < end; number += 1) numbers[number] = number;
  return numbers;
}

const noBreaks = new Uint32Array();

/** Indices of the points to which no line leads: the first at or after each gap. */
function findBreaks(rows: Uint32Array, gaps: readonly number[]): Uint32Array {
  if (gaps.length === 0) return noBreaks;
  const breaks: number[] = [];
  let next = 0;
  for (const gap of gaps) {
    while (next < rows.length && (rows[next] ?? 0) < gap) next += 1;
    if (next > 0 && next < rows.length && breaks[breaks.length - 1] !== next) breaks.push(next);
  }
  return Uint32Array.from(breaks);
}
