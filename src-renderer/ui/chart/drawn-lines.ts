import type { AxisRange } from '#chart/axes/axis-range';
import { toPixel, type PlotGeometry } from '#chart/axes/axis-map';
import type { ChartLine, EndMark } from '#chart/lines/chart-line';
import { orderLines } from '#chart/lines/line-order';
import { findDrawnSpan } from './curve-path';

/** Resolves a custom property of tokens.css, or any other colour of CSS, to a colour of a canvas. */
export type ResolveColor = (color: string) => string;

/** A line with what its drawing needs. */
export interface DrawnLine {
  line: ChartLine;
  /** Resolved. */
  color: string;
  width: number;
  /** 0 where the points are not drawn. */
  pointRadius: number;
  endMark: EndMark | null;
}

const pointRadius = 2;
/** Points at least so many pixels apart are drawn. Nearer ones would hide the line between them. */
const minDistance = 8;
/** So many of the points have their distance to the others; a few may be nearer, as at the end of a logarithmic axis. */
const minApart = 0.9;
/** A chart of more points than this draws none of them: among many lines they are noise, and cost more than lines. */
const maxPoints = 6000;
/** From this number on, lines are one pixel wide: wider ones would cover each other, and take three times as long. */
const manyLines = 25;

export function buildDrawnLines(
  lines: readonly ChartLine[],
  range: AxisRange | null,
  resolve: ResolveColor,
  plot: PlotGeometry,
): DrawnLine[] {
  const widest = lines.length < manyLines ? Infinity : 1;
  const spans = lines.map(({ x }) => findDrawnSpan(x, plot));
  const showsPoints = spans.reduce((sum, { first, end }) => sum + end - first, 0) <= maxPoints;
  const distance = Math.max(minDistance, ...lines.map(({ dash = [] }) => 2 * lengthOf(dash)));
  return lines.map((line) => ({
    line,
    color: resolve(line.color),
    width: Math.min(line.width ?? 1.5, widest),
    pointRadius:
      showsPoints && !line.isGuide && arePointsApart(line, plot, distance) ? pointRadius : 0,
    endMark: isMarkInRange(line.endMark, range) ? line.endMark : null,
  }));
}

const lengthOf = (dash: readonly number[]): number => dash.reduce((sum, part) => sum + part, 0);

/**
 * Whether the visible points of a line have this distance on the x axis: there are about as many of them as parts of it,
 * each as long, that have one. Between the points of dashed lines there is room for some dashes, and lines beside them
 * that are measured at the same places look alike.
 */
function arePointsApart({ x }: ChartLine, plot: PlotGeometry, distance: number): boolean {
  const { first, end } = findDrawnSpan(x, plot);
  const parts = new Set<number>();
  let visible = 0;
  for (let index = first; index < end; index++) {
    const atX = toPixel(plot.x, x[index] ?? NaN);
    if (!(atX >= plot.left - 0.5 && atX <= plot.right + 0.5)) continue;
    visible += 1;
    // A little to the right, so that evenly spaced points are not on the ends of the parts.
    parts.add(Math.floor((atX - plot.left + 0.5) / distance));
  }
  return parts.size >= minApart * visible;
}

/** Lines in the order in which they are drawn, see `orderLines`. */
export function orderFromBack(drawn: readonly DrawnLine[]): DrawnLine[] {
  return orderLines(drawn, ({ line }) => line);
}

/** Only then the whole end of the curve is loaded, so that its last point is known. */
export function isMarkInRange(mark: EndMark | undefined, range: AxisRange | null): mark is EndMark {
  return mark !== undefined && (range === null || mark.x <= range.to);
}
