import type { PlotGeometry } from '#chart/axes/axis-map';
import type { Band, Curve } from '#chart/lines/chart-line';
import { lineMargin, type CurvePainter, type Fill, type Stroke } from './curve-painter';
import { clipTo, traceBand, traceCurve, tracePoints } from './curve-path';

/** Draws curves as paths of the canvas. */
export class CanvasPainter implements CurvePainter {
  readonly #context: CanvasRenderingContext2D;
  readonly #plot: PlotGeometry;

  constructor(context: CanvasRenderingContext2D, plot: PlotGeometry) {
    this.#context = context;
    this.#plot = plot;
    context.save();
    context.lineJoin = 'round';
    clipTo(context, plot, lineMargin);
  }

  fillBand(curve: Curve, band: Band, { color, alpha }: Fill): void {
    const context = this.#context;
    context.globalAlpha = alpha;
    context.fillStyle = color;
    context.beginPath();
    traceBand(context, curve, band, this.#plot);
    context.fill();
  }

  strokeCurve(curve: Curve, { color, alpha, width, dash, dotRadius }: Stroke): void {
    const context = this.#context;
    context.globalAlpha = alpha;
    context.strokeStyle = color;
    context.lineWidth = width;
    context.setLineDash([...dash]);
    context.beginPath();
    traceCurve(context, curve, this.#plot);
    context.stroke();
    if (dotRadius === 0) return;
    context.fillStyle = color;
    context.beginPath();
    tracePoints(context, curve, this.#plot, { radius: dotRadius, onlyLone: true });
    context.fill();
  }

  finish(): void {
    this.#context.restore();
  }
}
