import type { PlotGeometry } from '#chart/axes/axis-map';
import { CanvasPainter } from './canvas-painter';
import { drawnCurves, type ChartLine } from '#chart/lines/chart-line';
import type { CurvePainter } from './curve-painter';
import { findDrawnSpan } from './curve-path';
import { RasterPainter } from './raster-painter';

/**
 * Without a graphics card, a canvas takes up to a hundred times as long for the pieces of a path as a picture in memory
 * takes for the same points. A chart of more points than this is drawn into a picture; one of fewer has the finer joins
 * and dashes of a path.
 */
const maxPathPoints = 4000;

/** The painter for the lines of a chart, and for what is drawn over them. */
export function createPainter(
  context: CanvasRenderingContext2D,
  lines: readonly ChartLine[],
  plot: PlotGeometry,
): CurvePainter {
  let points = 0;
  for (const line of lines)
    for (const { x } of drawnCurves(line)) {
      const { first, end } = findDrawnSpan(x, plot);
      points += end - first;
    }
  return points > maxPathPoints
    ? new RasterPainter(context, plot)
    : new CanvasPainter(context, plot);
}
