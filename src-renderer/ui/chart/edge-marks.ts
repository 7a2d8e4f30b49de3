import { toPixel, type AxisMap, type PlotGeometry } from '#chart/axes/axis-map';
import type { EdgeMarks } from '#chart/lines/edge-points';

const markHeight = 5;
/** Curves whose marks stand above one another; those of further curves cover them. */
const rows = 4;

/** Marks points without a place on the y axis along the lower edge of the plot, each at its x. `row`: which curve. */
export function drawEdgeMarks(
  context: CanvasRenderingContext2D,
  { below, notFinite }: EdgeMarks,
  plot: PlotGeometry,
  row: number,
): void {
  const bottom = plot.bottom - 1 - (row % rows) * (markHeight + 1);
  context.lineWidth = 1;
  context.beginPath();
  for (const x of visiblePixels(below, plot.x, plot)) {
    context.moveTo(x, bottom);
    context.lineTo(x, bottom - markHeight);
  }
  context.stroke();
  context.lineWidth = 1.5;
  context.beginPath();
  const half = markHeight / 2;
  for (const x of visiblePixels(notFinite, plot.x, plot)) {
    context.moveTo(x - half, bottom);
    context.lineTo(x + half, bottom - markHeight);
    context.moveTo(x - half, bottom - markHeight);
    context.lineTo(x + half, bottom);
  }
  context.stroke();
}

/** The pixel of each visible x, in the middle of a pixel so that ticks are sharp, and each pixel once. */
function visiblePixels(
  values: readonly number[],
  axis: AxisMap,
  { left, right }: Pick<PlotGeometry, 'left' | 'right'>,
): Set<number> {
  const pixels = values.map((x) => toPixel(axis, x));
  return new Set(pixels.filter((x) => x >= left && x <= right).map((x) => Math.round(x) + 0.5));
}
