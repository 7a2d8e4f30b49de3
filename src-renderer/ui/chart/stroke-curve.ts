import type { PlotGeometry } from './axis-map';
import type { Curve } from './chart-line';
import { findDrawnSpan, traceCurve } from './curve-path';

interface Stroke {
  color: string;
  width: number;
  alpha: number;
  dash: readonly number[];
  /** The width of the bins of which only the lowest and the highest point are drawn. */
  bin?: number;
}

/** A line with more points than this is drawn as hairlines. */
const densePoints = 150;

/**
 * Strokes a curve. Without a graphics card, a line of a hundred short pieces that is wider than a pixel takes ten times
 * as long as a hairline: a dense line is drawn as some hairlines beside each other instead.
 */
export function strokeCurve(
  context: CanvasRenderingContext2D,
  curve: Curve,
  plot: PlotGeometry,
  { color, width, alpha, dash, bin = 1 }: Stroke,
): void {
  context.globalAlpha = alpha;
  context.strokeStyle = color;
  context.setLineDash([...dash]);
  const path = new Path2D();
  traceCurve(path, curve, plot, bin);
  const { first, end } = findDrawnSpan(curve.x, plot);
  if (end - first <= densePoints) {
    context.lineWidth = width;
    context.stroke(path);
    return;
  }
  const pixel = 1 / context.getTransform().a;
  context.lineWidth = pixel;
  for (const [dx, dy] of hairlineOffsets(width, pixel)) {
    context.translate(dx, dy);
    context.stroke(path);
    context.translate(-dx, -dy);
  }
}

/** Where the hairlines of a wider line run. The two of a narrow one are beside each other where a curve falls. */
function hairlineOffsets(width: number, pixel: number): [number, number][] {
  const radius = (width - pixel) / 2;
  if (width < 1.3 * pixel) return [[0, 0]];
  if (width < 1.8 * pixel)
    return [
      [radius, -radius],
      [-radius, radius],
    ];
  return [0, 1, 2].map((third) => {
    const angle = ((third + 0.25) * 2 * Math.PI) / 3;
    return [radius * Math.cos(angle), radius * Math.sin(angle)];
  });
}
