import { toPixel, type PlotGeometry } from '#chart/axes/axis-map';
import type { ChartLine } from '#chart/lines/chart-line';
import { isInRange } from '#chart/lines/columns';

/** The label of a line that was reported, at its end. */
export interface PlacedLabel {
  key: string;
  text: string;
  /** Where the line was published. */
  source: string;
  /** In pixels from the upper edge of the chart. */
  top: number;
}

export const labelHeight = 15;

/**
 * Labels above the ends of the lines that were reported, none on another: of two lines without room between them the lower
 * one has a label. The list of the comparison names all.
 */
export function placeLabels(
  lines: readonly ChartLine[],
  plot: Pick<PlotGeometry, 'x' | 'y' | 'left' | 'right' | 'top' | 'bottom'>,
): PlacedLabel[] {
  const ends = lines.flatMap((line) => {
    const at = line.source === undefined ? null : findEnd(line, plot);
    return at === null ? [] : [{ line, at }];
  });
  const placed: PlacedLabel[] = [];
  let above = Infinity;
  for (const { line, at } of ends.sort((a, b) => b.at - a.at)) {
    const top = at - labelHeight;
    if (top + labelHeight > above) continue;
    above = top;
    placed.push({ key: line.key, text: line.label, source: line.source ?? '', top });
  }
  return placed;
}

/** The height of the last visible point, in pixels; null where none is visible. */
function findEnd(
  { x, y }: ChartLine,
  plot: Pick<PlotGeometry, 'x' | 'y' | 'left' | 'right' | 'top' | 'bottom'>,
): number | null {
  const visible = { from: plot.left - 1, to: plot.right + 1 };
  for (let index = x.length - 1; index >= 0; index--) {
    if (!isInRange(toPixel(plot.x, x[index] ?? NaN), visible)) continue;
    const at = toPixel(plot.y, y[index] ?? NaN);
    return at >= plot.top - 1 && at <= plot.bottom + 1 ? at : null;
  }
  return null;
}
