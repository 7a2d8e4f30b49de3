import { toPixel, type PlotGeometry } from '#chart/axes/axis-map';
import type { ChartLine } from '#chart/lines/chart-line';
import { isInRange } from '#chart/lines/columns';

/** The label of a line that was reported, at its end. */
export interface PlacedLabel {
  key: string;
  text: string;
  color: string;
  dash: ChartLine['dash'];
  /** Where the line was published. */
  source: string;
  /** In pixels from the upper edge of the chart. */
  top: number;
}

export const labelHeight = 15;

/**
 * How far a label is moved up from its line, so that it lies on no other. Farther away it would hide curves; the list of the
 * comparison names all lines.
 */
const maxShift = labelHeight;

/** Labels above the ends of the lines that were reported, none on another: of near lines, each is above the one before. */
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
    const { key, label: text, color, dash, source = '' } = line;
    const top = Math.min(at, above) - labelHeight;
    if (at - labelHeight - top > maxShift || top < plot.top) continue;
    above = top;
    placed.push({ key, text, color, dash, source, top });
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
