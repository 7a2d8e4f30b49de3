import type { AxisMap } from '#chart/axes/axis-map';
import type { Bounds } from '#chart/axes/axis-bounds';

/** Calculates with positions on an axis: values, or their logarithms. */
const positionOf = (value: number, isLog: boolean): number => (isLog ? Math.log10(value) : value);
const valueOf = (position: number, isLog: boolean): number => (isLog ? 10 ** position : position);

/** The same axis with its length multiplied by `factor`, while `center` stays where it is. */
export function zoomBounds(
  { min, max }: Bounds,
  isLog: boolean,
  factor: number,
  center: number,
): Bounds {
  const at = positionOf(center, isLog);
  const scaled = (value: number): number =>
    valueOf(at + (positionOf(value, isLog) - at) * factor, isLog);
  return { min: scaled(min), max: scaled(max) };
}

/** The same axis moved by a number of pixels, as if its content was dragged. */
export function panBounds({ min, max }: Bounds, { isLog, slope }: AxisMap, pixels: number): Bounds {
  const moved = (value: number): number =>
    valueOf(positionOf(value, isLog) - pixels / slope, isLog);
  return { min: moved(min), max: moved(max) };
}

/** Moves an axis, and shortens it where it is longer, so that it stays within `full`. */
export function keepWithin({ min, max }: Bounds, full: Bounds, isLog: boolean): Bounds {
  const [low, high] = [positionOf(full.min, isLog), positionOf(full.max, isLog)];
  const [from, to] = [positionOf(min, isLog), positionOf(max, isLog)];
  const length = Math.min(to - from, high - low);
  const start = Math.min(Math.max(from, low), high - length);
  return { min: valueOf(start, isLog), max: valueOf(start + length, isLog) };
}

/** Whether an axis shows all of `full`, but for a thousandth. */
export function coversAll({ min, max }: Bounds, full: Bounds): boolean {
  const tolerance = (full.max - full.min) / 1000;
  return min <= full.min + tolerance && max >= full.max - tolerance;
}

/** How much a turn of the wheel changes the length of an axis. */
export function wheelFactor(deltaY: number): number {
  return Math.exp(Math.min(Math.max(deltaY, -200), 200) * 0.004);
}
