import type { AxisRange } from '../../stores/x-axis';
import { isDrawable, isInRange, type ChartLine, type Curve } from './chart-line';

/** The smallest and the largest value that a chart shows. */
export interface Extent {
  low: number;
  high: number;
}

export interface YScale {
  isLog: boolean;
  /** Null where there is no value to draw. */
  extent: Extent | null;
  /** Why the axis is linear although a logarithmic one was asked for. */
  note: string | null;
}

export interface YScaleRequest {
  /** The user asks for a logarithmic axis. */
  logScale: boolean;
  /** Why a logarithmic axis makes no sense for what is measured: `a cosine can be negative`. */
  linearReason?: string | null;
  /** The visible part of the x axis; null: all of it. */
  range: AxisRange | null;
}

/** Chooses the axis for what is visible. A logarithmic one is refused only for a reason, which the chart shows. */
export function chooseYScale(lines: readonly ChartLine[], request: YScaleRequest): YScale {
  const { logScale, linearReason = null, range } = request;
  const curves = lines.flatMap((line) => (line.rawTrace ? [line, line.rawTrace] : [line]));
  const linear = (note: string | null): YScale => {
    const extent = findExtent(curves, range, false);
    return { isLog: false, extent, note: extent === null ? null : note };
  };
  if (!logScale) return linear(null);
  if (linearReason !== null) return linear(`Linear axis: ${linearReason}.`);
  const extent = findExtent(curves, range, true);
  if (extent === null) return linear('Linear axis: no point here is above zero.');
  return { isLog: true, extent, note: null };
}

/**
 * The smallest and largest value that the curves have in the range, and where their lines cross its ends; null where
 * they have none. On a logarithmic axis only values above zero count.
 */
function findExtent(
  curves: readonly Curve[],
  range: AxisRange | null,
  isLog: boolean,
): Extent | null {
  const extent = { low: Infinity, high: -Infinity };
  const include = (value: number): void => {
    extent.low = Math.min(extent.low, value);
    extent.high = Math.max(extent.high, value);
  };
  for (const curve of curves) {
    const { x, y } = curve;
    for (const [index, at] of x.entries()) {
      const value = y[index] ?? NaN;
      if (isDrawable(value, isLog) && isInRange(at, range)) include(value);
    }
    if (range) for (const value of findCrossings(curve, range, isLog)) include(value);
  }
  return extent.low <= extent.high ? extent : null;
}

/** The heights at which the line of a curve enters and leaves the range. */
function findCrossings({ x, y, breaks = [] }: Curve, range: AxisRange, isLog: boolean): number[] {
  return [range.from, range.to].flatMap((edge) => {
    const after = x.findIndex((at) => at > edge);
    if (after < 1 || breaks.includes(after)) return [];
    const [fromX = 0, toX = 0, from = NaN, to = NaN] = [
      x[after - 1],
      x[after],
      y[after - 1],
      y[after],
    ];
    if (!isDrawable(from, isLog) || !isDrawable(to, isLog)) return [];
    const part = (edge - fromX) / (toX - fromX);
    return isLog ? from * (to / from) ** part : from + (to - from) * part;
  });
}

/** The ends of a logarithmic axis: a little space above and below the values. */
export function padLogExtent({ low, high }: Extent): { min: number; max: number } {
  const factor = low === high ? 1.5 : (high / low) ** 0.04;
  return { min: low / factor, max: high * factor };
}

/** What a linear axis has to show. Equal values of at least zero stand above a zero line. */
export function linearBounds({ low, high }: Extent): {
  suggestedMin: number;
  suggestedMax: number;
} {
  if (low !== high || low < 0) return { suggestedMin: low, suggestedMax: high };
  return { suggestedMin: 0, suggestedMax: high === 0 ? 1 : high };
}
