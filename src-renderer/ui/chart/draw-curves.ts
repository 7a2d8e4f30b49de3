import { toPixel, type PlotGeometry } from '#chart/axes/axis-map';
import type { ChartLine, Curve } from '#chart/lines/chart-line';
import { lastOf } from '#chart/lines/columns';
import { createPainter } from './create-painter';
import { pointMargin, type CurvePainter } from './curve-painter';
import { clipTo, tracePoints } from './curve-path';
import { orderFromBack, type DrawnLine } from './drawn-lines';
import { findEdgeMarks } from '#chart/lines/edge-points';
import { drawEdgeMarks } from './edge-marks';

type Context = CanvasRenderingContext2D;

const lonePointRadius = 1.25;

/** Opacities of what stands behind the lines. With many lines, bands and traces on top of each other get too dark. */
const behind = (lineCount: number) =>
  lineCount > 12 ? { band: 0.06, trace: 0.14, run: 0.12 } : { band: 0.14, trace: 0.28, run: 0.28 };

/** Behind a dashed line, those of many runs together stay so faint that they do not fill the gaps. */
const runAlphaOf = ({ dash = [], runs = [] }: ChartLine, alpha: number): number =>
  dash.length === 0 ? alpha : Math.min(alpha, Math.max(0.06, 1 / runs.length));

/** Draws bands, faint curves, lines, points and marks of a chart, the first line on top. */
export function drawCurves(
  context: Context,
  drawn: readonly DrawnLine[],
  plot: PlotGeometry,
  failedColor: string,
): void {
  const fromBack = orderFromBack(drawn);
  const alpha = behind(drawn.length);
  const lines = drawn.map(({ line }) => line);
  const painter = createPainter(context, lines, plot);
  for (const { line, color } of fromBack)
    if (line.band) painter.fillBand(line, line.band, { color, alpha: alpha.band });
  for (const { line, color } of fromBack) {
    const style = { color, width: 1, dash: [], dotRadius: 0 };
    const runAlpha = runAlphaOf(line, alpha.run);
    for (const run of line.runs ?? []) painter.strokeCurve(run, { ...style, alpha: runAlpha });
    if (line.rawTrace) painter.strokeCurve(line.rawTrace, { ...style, alpha: alpha.trace });
  }
  for (const line of fromBack) strokeLine(painter, line);
  painter.finish();
  context.save();
  clipTo(context, plot, pointMargin);
  for (const line of fromBack) drawPoints(context, line, plot);
  drawMarks(context, drawn, plot);
  context.restore();
  context.save();
  clipTo(context, plot, 8);
  for (const line of fromBack) drawEndMark(context, line, plot, failedColor);
  context.restore();
}

/** Draws lines that stand out among all `lines` of a chart, each with its band, and wider. */
export function drawEmphasized(
  context: Context,
  drawn: readonly DrawnLine[],
  lines: readonly ChartLine[],
  plot: PlotGeometry,
): void {
  const fromBack = orderFromBack(drawn).map((line) => ({
    ...line,
    width: Math.max(line.width, 1.5) + 0.75,
  }));
  const painter = createPainter(context, lines, plot);
  for (const { line, color } of fromBack)
    if (line.band) painter.fillBand(line, line.band, { color, alpha: 0.2 });
  for (const line of fromBack) strokeLine(painter, line);
  painter.finish();
  context.save();
  clipTo(context, plot, pointMargin);
  for (const line of fromBack) drawPoints(context, line, plot);
  context.restore();
}

/** A line, and of points that are too many to be drawn those that no line joins to another. */
function strokeLine(painter: CurvePainter, { line, pointRadius, color, width }: DrawnLine): void {
  const dotRadius = pointRadius === 0 && !line.isGuide ? lonePointRadius : 0;
  painter.strokeCurve(line, { color, alpha: 1, width, dash: line.dash ?? [], dotRadius });
}

function drawPoints(
  context: Context,
  { line, color, pointRadius }: DrawnLine,
  plot: PlotGeometry,
): void {
  if (pointRadius === 0) return;
  context.globalAlpha = 1;
  context.fillStyle = color;
  context.beginPath();
  tracePoints(context, line, plot, { radius: pointRadius });
  context.fill();
}

/** Whether some of the measured values may have no place on the axis: of most lines it is known that all have. */
function mayHaveMarks({ counts }: ChartLine, isLog: boolean): boolean {
  if (!counts) return true;
  return counts.notFinite + (isLog ? counts.zero + counts.negative : 0) > 0;
}

/** The marks of what is measured, so that of smoothed curves those of the unsmoothed values. */
function drawMarks(context: Context, drawn: readonly DrawnLine[], plot: PlotGeometry): void {
  context.globalAlpha = 1;
  context.setLineDash([]);
  let row = 0;
  for (const { line, color } of drawn) {
    if (!mayHaveMarks(line, plot.y.isLog)) continue;
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
