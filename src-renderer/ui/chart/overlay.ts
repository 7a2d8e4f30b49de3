import { toPixel, type PlotGeometry } from './axis-map';
import { clipTo, drawLine, fillBand } from './draw-curves';
import type { DrawnLine, ResolveColor } from './drawn-lines';
import type { LineReading } from './read-values';

/** What is drawn above a chart, without drawing the chart again. */
export interface Overlay {
  plot: PlotGeometry;
  /** The x of the crosshair; null: none. */
  crosshair: number | null;
  isPinned: boolean;
  /** Lines that stand out. */
  emphasized: readonly DrawnLine[];
  /** Whether the chart has other lines, which are dimmed. */
  hasOthers: boolean;
  /** Values that are marked on the crosshair. */
  readings: readonly LineReading[];
  /** The part of the plot that is being selected, in pixels. */
  selection: { from: number; to: number } | null;
}

/** How much the surface covers what is dimmed. */
const dimming = 0.55;

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
  const { plot, emphasized, hasOthers } = overlay;
  const { left, right, top, bottom } = plot;
  context.save();
  if (emphasized.length > 0 && hasOthers) {
    context.globalAlpha = dimming;
    context.fillStyle = resolve('--surface-raised');
    context.fillRect(left, top, right - left, bottom - top);
  }
  if (emphasized.length > 0) drawEmphasized(context, overlay);
  context.globalAlpha = 1;
  drawSelection(context, overlay, resolve);
  drawCrosshair(context, overlay, resolve);
  context.restore();
}

/** Each line again, with its band, and wider. */
function drawEmphasized(context: CanvasRenderingContext2D, { emphasized, plot }: Overlay): void {
  context.save();
  context.lineJoin = 'round';
  clipTo(context, plot, 3);
  for (const drawn of [...emphasized].reverse()) {
    const width = Math.max(drawn.width, 1.5) + 0.75;
    fillBand(context, drawn, plot, 0.2);
    drawLine(context, { ...drawn, width, alpha: 1 }, plot);
  }
  context.restore();
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

function drawCrosshair(
  context: CanvasRenderingContext2D,
  { crosshair, isPinned, plot, readings }: Overlay,
  resolve: ResolveColor,
): void {
  if (crosshair === null) return;
  const x = toPixel(plot.x, crosshair);
  if (!(x >= plot.left - 1 && x <= plot.right + 1)) return;
  context.strokeStyle = resolve(isPinned ? '--focus' : '--ink-faint');
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(Math.round(x) + 0.5, plot.top);
  context.lineTo(Math.round(x) + 0.5, plot.bottom);
  context.stroke();
  context.strokeStyle = resolve('--surface-raised');
  context.lineWidth = 1.5;
  for (const reading of readings) {
    const height = toPixel(plot.y, reading.value);
    if (!(height >= plot.top - 3 && height <= plot.bottom + 3)) continue;
    context.fillStyle = resolve(reading.color);
    context.beginPath();
    context.arc(toPixel(plot.x, reading.x), height, 3.5, 0, 2 * Math.PI);
    context.fill();
    context.stroke();
  }
}
