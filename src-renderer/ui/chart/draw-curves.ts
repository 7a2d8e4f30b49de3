import { toPixel, type PlotGeometry } from './axis-map';
import type { Curve } from './chart-line';
import { lastOf } from './columns';
import { traceBand, tracePoints } from './curve-path';
import type { DrawnLine } from './drawn-lines';
import { drawEdgeMarks, findEdgeMarks } from './edge-marks';
import { strokeCurve } from './stroke-curve';

type Context = CanvasRenderingContext2D;

/** Opacities of what stands behind the lines. With many lines, bands and traces on top of each other get too dark. */
const behind = (lineCount: number) =>
  lineCount > 12 ? { band: 0.06, trace: 0.14, run: 0.12 } : { band: 0.14, trace: 0.28, run: 0.28 };

/** Among many lines, details of a few pixels are not seen, but cost as much as with few. */
function binWidth(lineCount: number): number {
  if (lineCount < 25) return 1;
  if (lineCount < 60) return 2;
  return lineCount < 300 ? 3 : 5;
}

/** Draws bands, faint curves, lines and marks of a chart, the first line on top. */
export function drawCurves(
  context: Context,
  drawn: readonly DrawnLine[],
  plot: PlotGeometry,
  failedColor: string,
): void {
  const fromBack = [...drawn].reverse();
  const alpha = behind(drawn.length);
  const bin = binWidth(drawn.length);
  context.save();
  context.lineJoin = 'round';
  clipTo(context, plot, 3);
  for (const line of fromBack) fillBand(context, line, plot, alpha.band);
  for (const { line, color } of fromBack) {
    const style = { color, width: 1, dash: [], bin };
    for (const run of line.runs ?? [])
      strokeCurve(context, run, plot, { ...style, alpha: alpha.run });
    if (line.rawTrace) strokeCurve(context, line.rawTrace, plot, { ...style, alpha: alpha.trace });
  }
  for (const line of fromBack) drawLine(context, line, plot, bin);
  drawMarks(context, drawn, plot);
  context.restore();
  context.save();
  clipTo(context, plot, 8);
  for (const line of fromBack) drawEndMark(context, line, plot, failedColor);
  context.restore();
}

/** Limits drawing to the plot and `margin` pixels around it, so that points on its edge are whole. */
export function clipTo(context: Context, plot: PlotGeometry, margin: number): void {
  const { left, right, top, bottom } = plot;
  context.beginPath();
  context.rect(left - margin, top - margin, right - left + 2 * margin, bottom - top + 2 * margin);
  context.clip();
}

export function fillBand(
  context: Context,
  { line, color }: Pick<DrawnLine, 'line' | 'color'>,
  plot: PlotGeometry,
  alpha: number,
): void {
  if (!line.band) return;
  context.globalAlpha = alpha;
  context.fillStyle = color;
  context.beginPath();
  traceBand(context, line, line.band, plot);
  context.fill();
}

/** A line and its points; of points that are too many to be drawn, those that no line joins to another. */
export function drawLine(context: Context, drawn: DrawnLine, plot: PlotGeometry, bin = 1): void {
  const { line, color, width, alpha, pointRadius } = drawn;
  strokeCurve(context, line, plot, { color, width, alpha, dash: line.dash ?? [], bin });
  if (line.isGuide) return;
  context.globalAlpha = 1;
  context.fillStyle = color;
  context.beginPath();
  const onlyLone = pointRadius === 0;
  tracePoints(context, line, plot, { radius: onlyLone ? 1.25 : pointRadius, onlyLone });
  context.fill();
}

/** The marks of what is measured, so that of smoothed curves those of the unsmoothed values. */
function drawMarks(context: Context, drawn: readonly DrawnLine[], plot: PlotGeometry): void {
  context.globalAlpha = 1;
  context.setLineDash([]);
  let row = 0;
  for (const { line, color } of drawn) {
    const marks = findEdgeMarks(line.rawTrace ?? line, plot.y.isLog);
    if (marks.below.length + marks.notFinite.length === 0) continue;
    context.strokeStyle = color;
    drawEdgeMarks(context, marks, plot, row);
    row += 1;
  }
}

/**
 * A cross where the curve ends, connected with the last point, after which an evaluation may not have been made for
 * many steps. A last point without a place on the axis has the cross below it, at the lower edge.
 */
function drawEndMark(
  context: Context,
  { line, color, endMark }: DrawnLine,
  plot: PlotGeometry,
  failedColor: string,
): void {
  const end = endMark && findEndMark(line, endMark.x, plot);
  if (!end) return;
  context.globalAlpha = 1;
  context.lineWidth = 1;
  context.strokeStyle = color;
  context.setLineDash([2, 3]);
  context.beginPath();
  if (end.from) {
    context.moveTo(end.from.x, end.from.y);
    context.lineTo(end.x, end.y);
  }
  context.stroke();
  context.setLineDash([]);
  context.lineWidth = 2;
  context.strokeStyle = failedColor;
  const arm = 3.5;
  context.beginPath();
  context.moveTo(end.x - arm, end.y - arm);
  context.lineTo(end.x + arm, end.y + arm);
  context.moveTo(end.x - arm, end.y + arm);
  context.lineTo(end.x + arm, end.y - arm);
  context.stroke();
}

interface Pixel {
  x: number;
  y: number;
}

/** Where the cross of a curve that ends at `x` stands, and from where a line leads to it; null without a point. */
export function findEndMark(
  curve: Curve,
  x: number,
  plot: PlotGeometry,
): (Pixel & { from: Pixel | null }) | null {
  const [lastX, lastY] = [lastOf(curve.x), lastOf(curve.y)];
  if (lastX === undefined || lastY === undefined) return null;
  const height = toPixel(plot.y, lastY);
  // Beyond the upper edge, as a diverged run often is, the cross stays in sight.
  const y = Number.isFinite(height)
    ? Math.min(Math.max(height, plot.top), plot.bottom)
    : plot.bottom;
  const from = Number.isFinite(height) ? { x: toPixel(plot.x, lastX), y } : null;
  return { x: toPixel(plot.x, x), y, from };
}
