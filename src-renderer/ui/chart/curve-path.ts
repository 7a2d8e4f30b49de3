import { isInPlot, toPixel, toValue, type PlotGeometry } from '#chart/axes/axis-map';
import type { Band, Curve } from '#chart/lines/chart-line';
import {
  findFirstAtLeast,
  findSpan,
  includesIndex,
  type Column,
  type Span,
} from '#chart/lines/columns';
import { PixelPath } from './raster/pixel-path';

/** The part of a canvas context that builds a path. */
export type Path = Pick<
  CanvasRenderingContext2D,
  'moveTo' | 'lineTo' | 'arc' | 'rect' | 'closePath'
>;

/** A canvas loses its precision beyond some ten thousand pixels; so far outside, the height no longer matters. */
const farOutside = 20_000;
const clampPixel = (pixel: number): number =>
  pixel > farOutside ? farOutside : pixel < -farOutside ? -farOutside : pixel;

/** The points that are drawn in a plot: the visible ones, and one on either side to which lines lead. */
export function findDrawnSpan(x: Column, { x: map, left, right }: PlotGeometry): Span {
  const { first, end } = findSpan(x, { from: toValue(map, left), to: toValue(map, right) });
  return { first: Math.max(0, first - 1), end: Math.min(x.length, end + 1) };
}

/** Limits drawing to the plot and `margin` pixels around it, so that points on its edge are whole. */
export function clipTo(
  context: CanvasRenderingContext2D,
  { left, right, top, bottom }: PlotGeometry,
  margin: number,
): void {
  context.beginPath();
  context.rect(left - margin, top - margin, right - left + 2 * margin, bottom - top + 2 * margin);
  context.clip();
}

/**
 * Writes a curve into `path`, in pixels of the plot: the visible points, and one on either side. A point at which the axes
 * have no place is NaN, and so is one more point at each break. The loop reads the columns and nothing else, since it
 * runs for every point of every line.
 */
export function projectCurve(
  { x, y, breaks = [] }: Curve,
  plot: PlotGeometry,
  path: PixelPath,
): void {
  const { first, end } = findDrawnSpan(x, plot);
  const { isLog: isLogX, origin: originX, slope: slopeX } = plot.x;
  const { isLog: isLogY, origin: originY, slope: slopeY } = plot.y;
  path.reset(end - first + breaks.length);
  const { x: pathX, y: pathY } = path;
  let length = 0;
  let atBreak = findFirstAtLeast(breaks, first);
  let nextBreak = breaks[atBreak] ?? -1;
  for (let index = first; index < end; index++) {
    const valueX = x[index] as number;
    const valueY = y[index] as number;
    const atX = originX + slopeX * (isLogX ? Math.log10(valueX) : valueX);
    const atY = originY + slopeY * (isLogY ? Math.log10(valueY) : valueY);
    if (nextBreak === index) {
      atBreak += 1;
      nextBreak = breaks[atBreak] ?? -1;
      pathX[length] = NaN;
      pathY[length] = NaN;
      length += 1;
    }
    // What is infinite or NaN is no number after this.
    const isDrawn = atX - atX === 0 && atY - atY === 0;
    pathX[length] = isDrawn ? atX : NaN;
    pathY[length] = isDrawn ? clampPixel(atY) : NaN;
    length += 1;
  }
  path.length = length;
}

const projected = new PixelPath();

/** Adds a curve to a path of a canvas. It breaks at breaks and where the axes have no place for a point. */
export function traceCurve(
  path: Pick<Path, 'moveTo' | 'lineTo'>,
  curve: Curve,
  plot: PlotGeometry,
): void {
  projectCurve(curve, plot, projected);
  const { x, y, length } = projected;
  let isDown = false;
  for (let index = 0; index < length; index++) {
    const [atX, atY] = [x[index] ?? NaN, y[index] ?? NaN];
    const isDrawn = !Number.isNaN(atY);
    if (isDrawn && isDown) path.lineTo(atX, atY);
    else if (isDrawn) path.moveTo(atX, atY);
    isDown = isDrawn;
  }
}

/** Whether no line leads to a point or away from it, so that it would be invisible. */
function isLone({ y, breaks }: Curve, index: number, isLog: boolean): boolean {
  const isDrawn = (at: number): boolean => {
    const value = y[at] ?? NaN;
    return Number.isFinite(value) && (!isLog || value > 0);
  };
  const hasBefore = isDrawn(index - 1) && !includesIndex(breaks, index);
  return !hasBefore && !(isDrawn(index + 1) && !includesIndex(breaks, index + 1));
}

/** Adds the points of a curve that are in the plot to a path, as small discs; with `onlyLone` those that no line joins to another. */
export function tracePoints(
  path: Path,
  curve: Curve,
  plot: PlotGeometry,
  { radius, onlyLone = false }: { radius: number; onlyLone?: boolean },
): void {
  const { first, end } = findDrawnSpan(curve.x, plot);
  for (let index = first; index < end; index++) {
    if (onlyLone && !isLone(curve, index, plot.y.isLog)) continue;
    const atX = toPixel(plot.x, curve.x[index] ?? NaN);
    const atY = toPixel(plot.y, curve.y[index] ?? NaN);
    if (!isInPlot(plot, atX, atY)) continue;
    path.moveTo(atX + radius, atY);
    path.arc(atX, atY, radius, 0, 2 * Math.PI);
  }
}

/** Adds the band around a curve to a path: a polygon for each part without a break. */
export function traceBand(
  path: Path,
  { x, breaks }: Curve,
  { lower, upper }: Band,
  plot: PlotGeometry,
): void {
  const { first, end } = findDrawnSpan(x, plot);
  const floor = plot.bottom + 1;
  /** The lower end may be zero or below on a logarithmic axis: then the band reaches to the edge of the plot. */
  const lowerPixel = (index: number): number => {
    const value = lower[index] ?? NaN;
    const isBelow = plot.y.isLog && value <= 0;
    return isBelow ? floor : clampPixel(toPixel(plot.y, value));
  };
  const upperPixel = (index: number): number => clampPixel(toPixel(plot.y, upper[index] ?? NaN));
  const atX = (index: number): number => toPixel(plot.x, x[index] ?? NaN);
  const isDrawn = (index: number): boolean =>
    Number.isFinite(atX(index)) &&
    Number.isFinite(upperPixel(index)) &&
    Number.isFinite(lowerPixel(index));
  let start = first;
  while (start < end) {
    let stop = start;
    while (stop < end && isDrawn(stop) && (stop === start || !includesIndex(breaks, stop)))
      stop += 1;
    if (stop > start + 1) {
      path.moveTo(atX(start), upperPixel(start));
      for (let index = start + 1; index < stop; index++) path.lineTo(atX(index), upperPixel(index));
      for (let index = stop - 1; index >= start; index--)
        path.lineTo(atX(index), lowerPixel(index));
      path.closePath();
    }
    start = Math.max(stop, start + 1);
  }
}
