/** How an axis maps its values to pixels: `pixel = origin + slope * value`, or `* log10(value)`. */
export interface AxisMap {
  isLog: boolean;
  origin: number;
  slope: number;
}

/** Where lines are drawn: both axes in pixels of the page, and the plot between them. */
export interface PlotGeometry {
  x: AxisMap;
  y: AxisMap;
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** The map of an axis from `min` at the pixel `from` to `max` at the pixel `to`. */
export function createAxisMap(
  { min, max, isLog }: { min: number; max: number; isLog: boolean },
  from: number,
  to: number,
): AxisMap {
  const [low, high] = isLog ? [Math.log10(min), Math.log10(max)] : [min, max];
  // Halves, since the distance between the largest numbers is none.
  const slope = high === low ? 0 : (to - from) / 2 / (high / 2 - low / 2);
  return { isLog, slope, origin: from - slope * low };
}

/** NaN or infinite where the axis has no place for the value. */
export function toPixel({ isLog, origin, slope }: AxisMap, value: number): number {
  return origin + slope * (isLog ? Math.log10(value) : value);
}

export function toValue({ isLog, origin, slope }: AxisMap, pixel: number): number {
  const position = (pixel - origin) / slope;
  return isLog ? 10 ** position : position;
}

/** Whether a point is in the plot, or on its edge: half a pixel makes up for rounding. */
export function isInPlot(
  { left, right, top, bottom }: PlotGeometry,
  x: number,
  y: number,
): boolean {
  return x >= left - 0.5 && x <= right + 0.5 && y >= top - 0.5 && y <= bottom + 0.5;
}
