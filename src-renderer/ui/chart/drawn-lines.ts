import type { AxisRange } from '../../stores/x-axis';
import type { ChartLine, EndMark } from './chart-line';
import { countInRange } from './columns';

/** Resolves a custom property of tokens.css, or any other colour of CSS, to a colour of a canvas. */
export type ResolveColor = (color: string) => string;

/** A line with what its drawing needs. */
export interface DrawnLine {
  line: ChartLine;
  /** Resolved. */
  color: string;
  width: number;
  /** Opacity of the line itself. */
  alpha: number;
  /** 0 where the points are not drawn. */
  pointRadius: number;
  endMark: EndMark | null;
}

/**
 * Up to these numbers of visible points, the points of a line are drawn, large or small, and the line between them is
 * thin: between few measurements it says only which point follows which. More points would touch one another.
 */
const [fewPoints, somePoints] = [60, 120];
/** A chart of more points than this draws none of them: among many lines they are noise, and cost more than lines. */
const maxPoints = 6000;
/** From this number on, lines are one pixel wide: wider ones would cover each other, and take three times as long. */
const manyLines = 25;

export function buildDrawnLines(
  lines: readonly ChartLine[],
  range: AxisRange | null,
  resolve: ResolveColor,
): DrawnLine[] {
  const visible = lines.map(({ x }) => countInRange(x, range));
  const showsPoints = visible.reduce((sum, count) => sum + count, 0) <= maxPoints;
  const widest = lines.length < manyLines ? Infinity : 1;
  return lines.map((line, index) => {
    const pointRadius = line.isGuide || !showsPoints ? 0 : pointRadiusOf(visible[index] ?? 0);
    const width = Math.min(line.width ?? 1.5, pointRadius > 0 ? 1 : widest);
    return {
      line,
      color: resolve(line.color),
      width,
      alpha: pointRadius > 0 ? 0.6 : 1,
      pointRadius,
      endMark: isMarkInRange(line.endMark, range) ? line.endMark : null,
    };
  });
}

/** 0 where a line has too many visible points to draw them. */
function pointRadiusOf(visible: number): number {
  if (visible > somePoints) return 0;
  return visible > fewPoints ? 1.25 : 2;
}

/** Only then the whole end of the curve is loaded, so that its last point is known. */
export function isMarkInRange(mark: EndMark | undefined, range: AxisRange | null): mark is EndMark {
  return mark !== undefined && (range === null || mark.x <= range.to);
}
