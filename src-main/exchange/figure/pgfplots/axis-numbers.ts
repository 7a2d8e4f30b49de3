import { toValue, type AxisMap, type PlotGeometry } from '#chart/axes/axis-map';

/** Writes places on a page as values of the axes, with as many digits as a printer can show. */
export interface AxisNumbers {
  x(place: number): string;
  y(place: number): string;
}

export function createAxisNumbers({ x, y, left, right, top, bottom }: PlotGeometry): AxisNumbers {
  return { x: createWriter(x, left, right), y: createWriter(y, bottom, top) };
}

/** The hundredth part of a point of the page. */
const finest = 0.01;

function createWriter(map: AxisMap, from: number, to: number): (place: number) => string {
  // On a logarithmic axis, equal digits are equal distances.
  if (map.isLog) {
    const digits = countDigits(Math.LN10 * Math.abs(finest / map.slope));
    return (place) => writeNumber(Number(toValue(map, place).toPrecision(Math.max(3, digits + 1))));
  }
  const length = Math.abs(toValue(map, to) - toValue(map, from));
  const digits = Math.max(0, countDigits((length * finest) / Math.abs(to - from)));
  return (place) => writeNumber(Number(toValue(map, place).toFixed(Math.min(digits, 100))));
}

/** The decimal places of which the last is smaller than `step`. */
const countDigits = (step: number): number => Math.ceil(-Math.log10(step));

/** A number for TeX: `0.001`, `1.5e-7`. */
export function writeNumber(value: number): string {
  return String(value).replace('e+', 'e');
}
