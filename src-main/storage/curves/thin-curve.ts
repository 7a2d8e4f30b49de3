import type { CurvesRequest, Points } from '#spec/curves';
import { decimate } from '../decimate';
import { isSorted } from './column-facts';
import { narrowPlaces, narrowValues } from './narrow-column';

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
  rows: number[];
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
      x: narrowPlaces(pick(curve.x, rows)),
      y: narrowValues(pick(curve.y, rows)),
      breaks: findBreaks(rows, gaps),
    },
  };
}

/** The values of a column in some rows. */
export function pick(column: Float64Array, rows: readonly number[]): Float64Array {
  const picked = new Float64Array(rows.length);
  for (let index = 0; index < rows.length; index += 1)
    picked[index] = column[rows[index] ?? 0] ?? NaN;
  return picked;
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

function thinSorted({ x, y, band }: FullCurve, { range, points }: View): number[] {
  const [start, end] = rowsInRange(x, range);
  const part = (column: Float64Array): Float64Array => column.subarray(start, end);
  const columns = {
    x: part(x),
    y: part(y),
    band: band ? { lower: part(band.lower), upper: part(band.upper) } : null,
  };
  const inside = decimate(columns, points).map((row) => row + start);
  return [...(start > 0 ? [start - 1] : []), ...inside, ...(end < x.length ? [end] : [])];
}

/**
 * On an axis of a metric the line goes to and fro: its rows are thinned in their order, and where it comes back into
 * the range it begins anew, which is a gap.
 */
function thinUnsorted(
  { x, y, band, gaps }: FullCurve,
  { range, points }: View,
): { rows: number[]; gaps: number[] } {
  const { from, to } = range ?? { from: -Infinity, to: Infinity };
  const isInside = (row: number): boolean => (x[row] ?? NaN) >= from && (x[row] ?? NaN) <= to;
  const rows: number[] = [];
  const returns: number[] = [];
  for (let row = 0; row < x.length; row += 1) {
    if (Number.isNaN(x[row])) continue;
    if (!isInside(row) && !isInside(row - 1) && !isInside(row + 1)) continue;
    if (rows.length > 0 && rows[rows.length - 1] !== row - 1) returns.push(row);
    rows.push(row);
  }
  const columns = {
    x: Float64Array.from(rows.keys()),
    y: pick(y, rows),
    band: band ? { lower: pick(band.lower, rows), upper: pick(band.upper, rows) } : null,
  };
  return {
    rows: decimate(columns, points).map((index) => rows[index] ?? 0),
    gaps: [...gaps, ...returns].sort((a, b) => a - b),
  };
}

/** Indices of the points to which no line leads: the first at or after each gap. */
function findBreaks(rows: readonly number[], gaps: readonly number[]): Uint32Array {
  const breaks: number[] = [];
  let next = 0;
  for (const gap of gaps) {
    while (next < rows.length && (rows[next] ?? 0) < gap) next += 1;
    if (next > 0 && next < rows.length && breaks[breaks.length - 1] !== next) breaks.push(next);
  }
  return Uint32Array.from(breaks);
}
