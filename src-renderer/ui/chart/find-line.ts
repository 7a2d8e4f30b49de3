import { toPixel, toValue, type PlotGeometry } from '#chart/axes/axis-map';
import type { ChartLine, Curve } from '#chart/lines/chart-line';
import { findSpan, includesIndex, isAscending } from '#chart/lines/columns';

/** How near a line has to be to the pointer, in pixels, to be the one that is pointed at. */
const reach = 24;

/** The key of the line that passes nearest to a place of the plot, the one under it first; null where none is near. */
export function findLineAt(
  lines: readonly ChartLine[],
  plot: PlotGeometry,
  place: { x: number; y: number },
): string | null {
  let nearest: string | null = null;
  let least = reach ** 2;
  for (const line of lines) {
    if (line.isGuide) continue;
    const distance = squaredDistance(line, plot, place, reach);
    if (distance >= least) continue;
    nearest = line.key;
    least = distance;
  }
  return nearest;
}

/** The squared distance to the drawn line, of its part within `reach` pixels in x. */
function squaredDistance(
  { x, y, breaks }: Curve,
  plot: PlotGeometry,
  place: { x: number; y: number },
  reach: number,
): number {
  const window = {
    from: toValue(plot.x, place.x - reach),
    to: toValue(plot.x, place.x + reach),
  };
  const span = findSpan(x, window);
  const first = isAscending(x) ? Math.max(0, span.first - 1) : span.first;
  const end = Math.min(x.length, span.end + 1);
  let least = Infinity;
  let [fromX, fromY] = [NaN, NaN];
  for (let index = first; index < end; index++) {
    const atX = toPixel(plot.x, x[index] ?? NaN) - place.x;
    const atY = toPixel(plot.y, y[index] ?? NaN) - place.y;
    const isJoined = Number.isFinite(fromY) && !includesIndex(breaks, index);
    const distance = isJoined ? distanceToSegment(fromX, fromY, atX, atY) : atX ** 2 + atY ** 2;
    if (distance < least) least = distance;
    [fromX, fromY] = [atX, atY];
  }
  return least;
}

/** The squared distance of a segment to the origin. */
function distanceToSegment(fromX: number, fromY: number, toX: number, toY: number): number {
  const [dx, dy] = [toX - fromX, toY - fromY];
  const length = dx ** 2 + dy ** 2;
  const part = length === 0 ? 0 : Math.min(1, Math.max(0, -(fromX * dx + fromY * dy) / length));
  return (fromX + part * dx) ** 2 + (fromY + part * dy) ** 2;
}
