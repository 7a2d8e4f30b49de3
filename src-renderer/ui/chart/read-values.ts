import type { ChartLine, Curve } from '#chart/lines/chart-line';
import type { AxisRange } from '#chart/axes/axis-range';
import { findNearestIndex, findSpan, includesIndex, isInRange } from '#chart/lines/columns';

/** The value of one line at an x. */
export interface LineReading {
  key: string;
  label: string;
  color: string;
  dash: readonly number[];
  /** Where the line was measured: the x of its point that is nearest. */
  x: number;
  value: number;
  /** The unsmoothed value; null where nothing is smoothed. */
  raw: number | null;
  /** The number of runs that the value is of; null for a single run. */
  n: number | null;
  band: { lower: number; upper: number } | null;
  /** What the band is. */
  bandName?: string;
  /** What has to be said of the value: `smoothed`, `diverged at step 25`. */
  notes: readonly string[];
}

/** How far an x counts beyond the ends of a line, in units of x. */
export type Tolerance = number;

/**
 * The index of the measured point that is nearest to `x` in x; −1 where the line has none there, since it begins
 * later, has ended, or misses points. `reach`: the x up to which the last point counts.
 */
export function findMeasuredPoint(
  { x, breaks }: Curve,
  at: number,
  tolerance: Tolerance,
  reach = -Infinity,
): number {
  const index = findNearestIndex(x, at);
  const found = x[index];
  if (found === undefined) return -1;
  // The neighbour on the other side of `at`: a line leads there, unless it breaks.
  const other = found > at ? index - 1 : index + 1;
  const isJoined = x[other] !== undefined && !includesIndex(breaks, Math.max(index, other));
  const end = other >= x.length ? Math.max(found, reach) : found;
  const distance = found > at ? found - at : at - end;
  return isJoined || distance <= tolerance ? index : -1;
}

/**
 * The value of a line at an x; null where it was not measured there. Of the points on both sides of a visible x, the
 * value is that of a visible one if there is any.
 */
export function readLine(
  line: ChartLine,
  at: number,
  tolerance: Tolerance,
  visible: AxisRange | null = null,
): LineReading | null {
  if (line.isGuide) return null;
  const index = findMeasuredPoint(line, at, tolerance, line.endMark?.x);
  if (index < 0) return null;
  return readPoint(line, isInRange(at, visible) ? stepIntoRange(line, index, at, visible) : index);
}

/** The index itself, or that of the point on the other side of `at` if only that one is in the range. */
function stepIntoRange(
  { x, breaks }: Curve,
  index: number,
  at: number,
  range: AxisRange | null,
): number {
  const found = x[index] ?? NaN;
  if (isInRange(found, range)) return index;
  const other = found > at ? index - 1 : index + 1;
  const isJoined = !includesIndex(breaks, Math.max(index, other));
  return isJoined && isInRange(x[other] ?? NaN, range) ? other : index;
}

/** The last visible value of a line; null where it has none. */
export function readLast(line: ChartLine, visible: AxisRange | null = null): LineReading | null {
  if (line.isGuide) return null;
  const { first, end } = findSpan(line.x, visible);
  for (let index = end - 1; index >= first; index--)
    if (isInRange(line.x[index] ?? NaN, visible)) return readPoint(line, index);
  return null;
}

function readPoint(line: ChartLine, index: number): LineReading {
  const { key, label, color, dash = [], x, y, band, bandName, n, rawTrace, endMark } = line;
  const at = x[index] ?? NaN;
  const isLast = index === x.length - 1;
  return {
    key,
    label,
    color,
    dash,
    x: at,
    value: y[index] ?? NaN,
    raw: rawTrace ? (rawTrace.y[findNearestIndex(rawTrace.x, at)] ?? null) : null,
    n: n ? (n[index] ?? null) : null,
    band: band ? { lower: band.lower[index] ?? NaN, upper: band.upper[index] ?? NaN } : null,
    ...(bandName !== undefined && { bandName }),
    notes: [...(rawTrace ? ['smoothed'] : []), ...(isLast && endMark ? [endMark.label] : [])],
  };
}

/** Sorts readings by their distance to a height on the axis, the nearest first; those without a place come last. */
export function sortByDistance(
  readings: readonly LineReading[],
  distance: (reading: LineReading) => number,
): LineReading[] {
  const order = (reading: LineReading): number => {
    const pixels = distance(reading);
    return Number.isFinite(pixels) ? pixels : Infinity;
  };
  return readings
    .map((reading) => ({ reading, at: order(reading) }))
    .sort((a, b) => (a.at === b.at ? 0 : a.at - b.at))
    .map(({ reading }) => reading);
}
