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
  const step = (length * finest) / Math.abs(to - from);
  return (place) => writeNumber(roundTo(toValue(map, place), step));
}

/** The decimal places of which the last is smaller than `step`. */
const countDigits = (step: number): number => Math.ceil(-Math.log10(step));

/** The value with the digits that are larger than `step` or just below it, of which a number has 17 at most. */
function roundTo(value: number, step: number): number {
  if (Math.abs(value) < step / 2) return 0;
  const digits = Math.ceil(Math.log10(Math.abs(value))) + countDigits(step);
  return Number(value.toPrecision(Math.min(17, Math.max(1, digits))));
}

/** A number for TeX: `0.001`, `1.5e-7`. What was rounded beyond the largest number is the largest. */
export function writeNumber(value: number): string {
  const finite = Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, value));
  return String(finite).replace('e+', 'e');
}
