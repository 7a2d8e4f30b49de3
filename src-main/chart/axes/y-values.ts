import type { AxisRange } from './axis-range';
import { drawnCurves, isDrawable, type ChartLine, type Curve } from '../lines/chart-line';
import {
  countInRange,
  findFirstAtLeast,
  findSpan,
  includesIndex,
  isAscending,
  isInRange,
  lastOf,
} from '../lines/columns';

/** The smallest and the largest of some values. */
export interface Extent {
  low: number;
  high: number;
}

/** What one line has to show in the visible range. */
export interface LineValues {
  extent: Extent;
  /** The same of the values after the start of the curve; null where there are too few of them. */
  settled: Extent | null;
  /** The values between the 10th and the 90th percentile of some of the line's own points. */
  typical: Extent;
  /** The number of the line's own points. */
  points: number;
}

/** The start of a curve is its first point, and the first tenth of its way. */
const startPart = 0.1;
/** A line with fewer points after its start has no start of its own. */
const minSettled = 4;
/** Percentiles are those of so many points of a line, which is enough to tell what is usual. */
const sampleSize = 32;

export function joinExtents(extents: readonly Extent[]): Extent | null {
  if (extents.length === 0) return null;
  return {
    low: Math.min(...extents.map(({ low }) => low)),
    high: Math.max(...extents.map(({ high }) => high)),
  };
}

/** The values of a line that an axis can show, of everything that is drawn of it; null where it has none. */
export function findLineValues(
  line: ChartLine,
  range: AxisRange | null,
  isLog: boolean,
): LineValues | null {
  const first = line.x[0] ?? 0;
  const startEnd = first + startPart * ((lastOf(line.x) ?? first) - first);
  const found: CurveValues = {
    extent: { low: Infinity, high: -Infinity },
    settled: { low: Infinity, high: -Infinity },
    settledCount: 0,
  };
  for (const curve of drawnCurves(line)) {
    includeCurve(found, curve, { range, isLog, startEnd });
    if (range)
      for (const value of findCrossings(curve, range, isLog)) include(found.extent, value, value);
  }
  const { extent, settled, settledCount } = found;
  if (extent.low > extent.high) return null;
  return {
    extent,
    settled: settledCount >= minSettled ? settled : null,
    typical: findTypical(line, range, isLog) ?? extent,
    points: countInRange(line.x, range),
  };
}

interface CurveValues {
  extent: Extent;
  /** Of the values after the start, and how many they are. */
  settled: Extent;
  settledCount: number;
}

/** This loop runs for every point of every line each time that a chart gets other curves or another range. */
function includeCurve(
  found: CurveValues,
  { x, y }: Curve,
  { range, isLog, startEnd }: { range: AxisRange | null; isLog: boolean; startEnd: number },
): void {
  const { first, end } = findSpan(x, range);
  const isExact = isAscending(x);
  let [low, high] = [Infinity, -Infinity];
  let [settledLow, settledHigh] = [Infinity, -Infinity];
  let settledCount = 0;
  for (let index = first; index < end; index++) {
    const value = y[index] as number;
    const at = x[index] as number;
    // NaN and infinite values minus themselves are NaN.
    if (value - value !== 0 || (isLog && value <= 0) || (!isExact && !isInRange(at, range)))
      continue;
    if (value < low) low = value;
    if (value > high) high = value;
    if (index === 0 || at <= startEnd) continue;
    if (value < settledLow) settledLow = value;
    if (value > settledHigh) settledHigh = value;
    settledCount += 1;
  }
  include(found.extent, low, high);
  include(found.settled, settledLow, settledHigh);
  found.settledCount += settledCount;
}

function include(extent: Extent, low: number, high: number): void {
  if (low < extent.low) extent.low = low;
  if (high > extent.high) extent.high = high;
}

const sample = new Float64Array(2 * sampleSize);

function findTypical({ x, y }: ChartLine, range: AxisRange | null, isLog: boolean): Extent | null {
  const { first, end } = findSpan(x, range);
  const stride = Math.max(1, Math.floor((end - first) / sampleSize));
  let count = 0;
  for (let index = first; index < end; index += stride) {
    const value = y[index] as number;
    if (isDrawable(value, isLog)) sample[count++] = value;
  }
  return count === 0 ? null : findPercentiles(sample.subarray(0, count), 0.1, 0.9);
}

/** Two percentiles of some values, by the nearest rank. Sorts the values. */
export function findPercentiles(values: Float64Array, low: number, high: number): Extent {
  values.sort();
  const at = (part: number): number => values[Math.round(part * (values.length - 1))] ?? NaN;
  return { low: at(low), high: at(high) };
}

/** All values that a chart draws and an axis can show. */
export function collectValues(
  lines: readonly ChartLine[],
  range: AxisRange | null,
  isLog: boolean,
): Float64Array {
  const curves = lines.flatMap(drawnCurves).map(({ x, y }) => ({ x, y, span: findSpan(x, range) }));
  const values = new Float64Array(
    curves.reduce((sum, { span }) => sum + Math.max(0, span.end - span.first), 0),
  );
  let count = 0;
  for (const { x, y, span } of curves)
    for (let index = span.first; index < span.end; index++) {
      const value = y[index] ?? NaN;
      if (isDrawable(value, isLog) && isInRange(x[index] ?? NaN, range)) values[count++] = value;
    }
  return values.subarray(0, count);
}

/** The heights at which the line of a curve enters and leaves the range. */
function findCrossings({ x, y, breaks }: Curve, range: AxisRange, isLog: boolean): number[] {
  if (!isAscending(x)) return [];
  return [range.from, range.to].flatMap((edge) => {
    let after = findFirstAtLeast(x, edge);
    while (after < x.length && x[after] === edge) after += 1;
    if (after < 1 || after >= x.length || includesIndex(breaks, after)) return [];
    const [fromX = 0, toX = 0] = [x[after - 1], x[after]];
    const [from = NaN, to = NaN] = [y[after - 1], y[after]];
    if (!isDrawable(from, isLog) || !isDrawable(to, isLog)) return [];
    const part = (edge - fromX) / (toX - fromX);
    return isLog ? from * (to / from) ** part : from + (to - from) * part;
  });
}
