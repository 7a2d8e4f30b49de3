/**
 * Paths of SVG in tenths of a pixel, as whole numbers relative to the point before: a third of the bytes of decimal
 * fractions. What draws them scales by a tenth.
 */
export const pathScale = 10;

/** A line through the points; NaN and infinite coordinates break it. A point between two breaks is a dot. */
export function linePath(x: ArrayLike<number>, y: ArrayLike<number>): string {
  let path = '';
  let isDrawing = false;
  let [lastX, lastY] = [0, 0];
  for (let at = 0; at < x.length; at += 1) {
    const [placeX, placeY] = [toUnits(x[at]), toUnits(y[at])];
    if (Number.isNaN(placeX) || Number.isNaN(placeY)) {
      isDrawing = false;
      continue;
    }
    path += isDrawing ? pair(placeX - lastX, placeY - lastY) : startAt(placeX, placeY);
    isDrawing = true;
    [lastX, lastY] = [placeX, placeY];
  }
  return path;
}

/** The area between two curves, in a part of its own for each stretch where both are finite. */
export function areaPath(
  x: ArrayLike<number>,
  lower: ArrayLike<number>,
  upper: ArrayLike<number>,
): string {
  let path = '';
  for (let start = 0; start < x.length; start += 1) {
    let end = start;
    while (end < x.length && isFinitePoint(x[end], lower[end], upper[end])) end += 1;
    if (end === start) continue;
    const forward = range(start, end);
    const outlineX = [...forward, ...forward.slice().reverse()].map((at) => x[at] ?? NaN);
    const outlineY = [
      ...forward.map((at) => upper[at] ?? NaN),
      ...forward.reverse().map((at) => lower[at] ?? NaN),
    ];
    path += `${linePath(outlineX, outlineY)}z`;
    start = end;
  }
  return path;
}

function range(start: number, end: number): number[] {
  return Array.from({ length: end - start }, (_, index) => start + index);
}

function isFinitePoint(...values: (number | undefined)[]): boolean {
  return values.every((value) => Number.isFinite(value));
}

/** Far outside of every figure a line is cut off anyway. */
const furthest = 1e6;

function toUnits(value = NaN): number {
  if (!Number.isFinite(value)) return NaN;
  return Math.round(Math.max(-furthest, Math.min(furthest, value * pathScale)));
}

/** Round ends of lines make a dot of a line to the same place. */
function startAt(x: number, y: number): string {
  return `M${pair(x, y)}l0 0`;
}

/** A minus separates numbers by itself; so does the letter before. */
function pair(x: number, y: number): string {
  return `${x < 0 ? '' : ' '}${x}${y < 0 ? '' : ' '}${y}`;
}
