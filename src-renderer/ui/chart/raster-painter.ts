import { toValue, type AxisMap, type PlotGeometry } from '#chart/axes/axis-map';
import type { Band, Curve } from '#chart/lines/chart-line';
import type { Column } from '#chart/lines/columns';
import { lineMargin, type CurvePainter, type Fill, type Stroke } from './curve-painter';
import { projectCurve } from './curve-path';
import { parseColor } from './parse-color';
import { cutLines } from './raster/cut-lines';
import { PixelPath } from './raster/pixel-path';
import { Spans } from './raster/spans';
import { addDisc, strokeParts } from './raster/stroke';
import { usePicture, type Picture } from './raster-picture';

const path = new PixelPath();
const spans = new Spans();

/**
 * Draws curves into a picture in memory, pixel by pixel, and puts it on the canvas. The picture is drawn from front to
 * back, and callers draw from back to front: so what they draw is kept until `finish`.
 */
export class RasterPainter implements CurvePainter {
  /** The back one first. */
  readonly #layers: (() => void)[] = [];
  readonly #context: CanvasRenderingContext2D;
  /** Pixels of the canvas for one of the page. */
  readonly #ratio: number;
  /** The corner of the picture on the canvas. */
  readonly #left: number;
  readonly #top: number;
  readonly #picture: Picture;
  /** In pixels of the picture. */
  readonly #plot: PlotGeometry;

  constructor(context: CanvasRenderingContext2D, plot: PlotGeometry) {
    const ratio = context.getTransform().a;
    const left = Math.round((plot.left - lineMargin) * ratio);
    const top = Math.round((plot.top - lineMargin) * ratio);
    const right = Math.round((plot.right + lineMargin) * ratio);
    const bottom = Math.round((plot.bottom + lineMargin) * ratio);
    this.#context = context;
    this.#ratio = ratio;
    this.#left = left;
    this.#top = top;
    this.#picture = usePicture(Math.max(1, right - left), Math.max(1, bottom - top));
    this.#plot = movePlot(plot, ratio, left, top);
  }

  fillBand(curve: Curve, band: Band, fill: Fill): void {
    this.#layers.push(() => this.#fillBand(curve, band, fill));
  }

  strokeCurve(curve: Curve, stroke: Stroke): void {
    this.#layers.push(() => this.#strokeCurve(curve, stroke));
  }

  finish(): void {
    for (const draw of this.#layers.reverse()) draw();
    const context = this.#context;
    context.save();
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.globalAlpha = 1;
    this.#picture.drawOn(context, this.#left, this.#top);
    context.restore();
  }

  #fillBand({ x, breaks }: Curve, { lower, upper }: Band, { color, alpha }: Fill): void {
    const { bitmap } = this.#picture;
    const top = this.#meanHeights({ x, y: upper, breaks });
    const bottom = this.#meanHeights({ x, y: this.#raiseToPlot(lower), breaks });
    spans.count = 0;
    for (const [column, low] of top.entries()) spans.add(column, low, bottom[column] ?? NaN);
    bitmap.fillSpans(spans, parseColor(color), Math.round(256 * alpha));
  }

  /** The mean height of a curve in each column; NaN where it is not. */
  #meanHeights(curve: Curve): Float64Array {
    const { width } = this.#picture.bitmap;
    const means = new Float64Array(width).fill(NaN);
    projectCurve(curve, this.#plot, path);
    cutLines(path, width, {
      visitLine: (parts) => {
        for (let index = 0; index < parts.count; index++) {
          const aside = parts.width[index] ?? 0;
          if (aside > 0) means[parts.column[index] ?? -1] = (parts.area[index] ?? NaN) / aside;
        }
      },
      visitLonePoint: () => {},
    });
    return means;
  }

  /** On a logarithmic axis, a band whose lower end is zero or below reaches to the edge of the plot. */
  #raiseToPlot(lower: Column): Column {
    const { y, bottom } = this.#plot;
    if (!y.isLog) return lower;
    const edge = toValue(y, bottom + 1);
    return Float64Array.from(lower, (value) => (value <= 0 ? edge : value));
  }

  #strokeCurve(curve: Curve, { color, alpha, width, dash, dotRadius }: Stroke): void {
    const ratio = this.#ratio;
    const { bitmap } = this.#picture;
    const dashInPicture = dash.map((length) => length * ratio);
    projectCurve(curve, this.#plot, path);
    spans.count = 0;
    cutLines(path, bitmap.width, {
      visitLine: (parts) => strokeParts(parts, width * ratio, dashInPicture, spans),
      visitLonePoint: (x, y) => {
        if (dotRadius > 0) addDisc(spans, x, y, dotRadius * ratio);
      },
    });
    bitmap.fillSpans(spans, parseColor(color), Math.round(256 * alpha));
  }
}

/** A plot in other pixels: `ratio` of them for one of the plot's, from the corner at `left` and `top`. */
function movePlot(plot: PlotGeometry, ratio: number, left: number, top: number): PlotGeometry {
  const move = ({ isLog, origin, slope }: AxisMap, corner: number): AxisMap => ({
    isLog,
    origin: origin * ratio - corner,
    slope: slope * ratio,
  });
  return {
    x: move(plot.x, left),
    y: move(plot.y, top),
    left: plot.left * ratio - left,
    right: plot.right * ratio - left,
    top: plot.top * ratio - top,
    bottom: plot.bottom * ratio - top,
  };
}
