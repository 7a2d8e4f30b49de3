import { toPixel, type AxisMap, type PlotGeometry } from '#chart/axes/axis-map';

type Column = ArrayLike<number>;

/** Far outside of every page, so that products of coordinates stay finite. */
const farOutside = 1e7;
const clamp = (place: number): number => Math.min(farOutside, Math.max(-farOutside, place));

/** A curve in points of the page: its parts between values that have no place on the axes. x and y of one point after the other. */
export function projectLine(x: Column, y: Column, plot: PlotGeometry): number[][] {
  const parts: number[][] = [];
  let part: number[] = [];
  for (let index = 0; index < x.length; index += 1) {
    const atX = toPixel(plot.x, x[index] ?? NaN);
    const atY = toPixel(plot.y, y[index] ?? NaN);
    if (Number.isFinite(atX) && Number.isFinite(atY)) {
      part.push(clamp(atX), clamp(atY));
      continue;
    }
    if (part.length > 0) parts.push(part);
    part = [];
  }
  if (part.length > 0) parts.push(part);
  return parts;
}

/** The two ends of an area, part by part. A lower end at zero or below is at the lower edge of a logarithmic axis. */
export function projectArea(
  { x, lower, upper }: { x: Column; lower: Column; upper: Column },
  plot: PlotGeometry,
): { lower: number[]; upper: number[] }[] {
  const parts: { lower: number[]; upper: number[] }[] = [];
  let part = { lower: [] as number[], upper: [] as number[] };
  const finish = (): void => {
    if (part.lower.length > 2) parts.push(part);
    part = { lower: [], upper: [] };
  };
  for (let index = 0; index < x.length; index += 1) {
    const atX = toPixel(plot.x, x[index] ?? NaN);
    const low = lowerEnd(plot, lower[index] ?? NaN);
    const high = toPixel(plot.y, upper[index] ?? NaN);
    if (![atX, low, high].every(Number.isFinite)) {
      finish();
      continue;
    }
    part.lower.push(clamp(atX), clamp(low));
    part.upper.push(clamp(atX), clamp(high));
  }
  finish();
  return parts;
}

function lowerEnd({ y, bottom, top }: PlotGeometry, value: number): number {
  if (y.isLog && value <= 0) return y.slope < 0 ? bottom : top;
  return toPixel(y, value);
}

/** The place of each point that has one within the plot. */
export function projectPoints(x: Column, y: Column, plot: PlotGeometry): number[] {
  const places: number[] = [];
  for (let index = 0; index < x.length; index += 1) {
    const place = projectPoint(plot.x, plot.y, x[index] ?? NaN, y[index] ?? NaN);
    if (isWithin(plot, place)) places.push(...place);
  }
  return places;
}

const projectPoint = (x: AxisMap, y: AxisMap, valueX: number, valueY: number): [number, number] => [
  toPixel(x, valueX),
  toPixel(y, valueY),
];

/** A hundredth of a point makes up for rounding. */
export function isWithin(
  { left, right, top, bottom }: PlotGeometry,
  [x, y]: readonly [number, number],
): boolean {
  return x >= left - 0.01 && x <= right + 0.01 && y >= top - 0.01 && y <= bottom + 0.01;
}
