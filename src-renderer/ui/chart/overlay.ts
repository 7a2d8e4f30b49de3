import type { PlotGeometry } from '#chart/axes/axis-map';
import { densityOf, type ChartLine } from '#chart/lines/chart-line';
import { createPainter } from './create-painter';
import { pointMargin } from './curve-painter';
import { drawEmphasized } from './draw-curves';
import { orderFromBack, type DrawnLine, type ResolveColor } from './drawn-lines';

/** What is drawn above a chart, without drawing the chart again. */
export interface Overlay {
  plot: PlotGeometry;
  /** Lines that stand out. */
  emphasized: readonly DrawnLine[];
  /** Lines that those would cover. */
  inFront: readonly DrawnLine[];
  /** All lines of the chart. Those that do not stand out are dimmed. */
  lines: readonly ChartLine[];
  /** The part of the plot that is being selected, in pixels. */
  selection: { from: number; to: number } | null;
}

/** How much the surface covers what is dimmed. */
const dimming = 0.55;
const inFrontAlpha = 0.8;

/**
 * The lines that those of `back` would cover: they have less than half as many points on the same length, as those of
 * evaluations have beside those of training.
 */
export function findLinesInFront(
  lines: readonly ChartLine[],
  back: readonly ChartLine[],
): ChartLine[] {
  const least = Math.min(...back.map(densityOf));
  return lines.filter((line) => !back.includes(line) && 2 * densityOf(line) < least);
}

/** Sets the size of a canvas in pixels of the page, sharp on any screen, and empties it. */
export function prepareCanvas(
  canvas: HTMLCanvasElement,
  { width, height }: { width: number; height: number },
  ratio: number,
): CanvasRenderingContext2D | null {
  const [columns, rows] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== columns) canvas.width = columns;
  if (canvas.height !== rows) canvas.height = rows;
  const context = canvas.getContext('2d');
  context?.setTransform(ratio, 0, 0, ratio, 0, 0);
  context?.clearRect(0, 0, width, height);
  return context;
}

export function drawOverlay(
  context: CanvasRenderingContext2D,
  overlay: Overlay,
  resolve: ResolveColor,
): void {
  const { plot, emphasized, inFront, lines } = overlay;
  const { left, right, top, bottom } = plot;
  context.save();
  if (emphasized.length > 0 && emphasized.length < lines.length) {
    context.globalAlpha = dimming;
    context.fillStyle = resolve('--surface-raised');
    const [width, height] = [right - left + 2 * pointMargin, bottom - top + 2 * pointMargin];
    context.fillRect(left - pointMargin, top - pointMargin, width, height);
  }
  if (emphasized.length > 0) {
    drawEmphasized(context, emphasized, lines, plot);
    drawInFront(context, inFront, plot);
  }
  context.globalAlpha = 1;
  drawSelection(context, overlay, resolve);
  context.restore();
}

/** They are a little dimmed, but can still be followed. */
function drawInFront(
  context: CanvasRenderingContext2D,
  drawn: readonly DrawnLine[],
  plot: PlotGeometry,
): void {
  if (drawn.length === 0) return;
  const lines = drawn.map(({ line }) => line);
  const painter = createPainter(context, lines, plot);
  for (const { line, color, width } of orderFromBack(drawn))
    painter.strokeCurve(line, {
      color,
      alpha: inFrontAlpha,
      width,
      dash: line.dash ?? [],
      dotRadius: 0,
    });
  painter.finish();
}

function drawSelection(
  context: CanvasRenderingContext2D,
  { selection, plot: { top, bottom } }: Overlay,
  resolve: ResolveColor,
): void {
  if (!selection) return;
  const { from, to } = selection;
  context.fillStyle = resolve('--focus');
  context.globalAlpha = 0.12;
  context.fillRect(from, top, to - from, bottom - top);
  context.globalAlpha = 1;
  for (const edge of [from, to]) context.fillRect(Math.round(edge), top, 1, bottom - top);
}
