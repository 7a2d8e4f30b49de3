import type { FigureLayer, FigurePanel } from '#chart/figure';
import type { FigureStyle } from '#spec/figure-style';
import type { Drawing } from '../drawings';
import { scaleToGreys } from '../layout/greys';
import { hasNames } from '../layout/legend';
import type { PanelLayout } from '../layout/layout-figure';
import type { LookOf } from '../layout/series-looks';
import { drawArea, drawLine } from './draw-line';
import { drawPoints, drawRectangles, drawTexts, hasEdgeMarks } from './draw-marks-layer';
import type { PanelPen } from './panel-pen';

/** Everything within the axes of a panel. */
export function drawLayers(layers: readonly FigureLayer[], pen: PanelPen): Drawing[] {
  let edgeRow = 0;
  return layers.flatMap((layer): Drawing[] => {
    if (layer.kind === 'line') return drawLine(layer, pen);
    if (layer.kind === 'area') return drawArea(layer, pen);
    if (layer.kind === 'rectangles') return drawRectangles(layer, pen);
    if (layer.kind === 'texts') return drawTexts(layer, pen);
    const drawn = drawPoints(layer, pen, edgeRow);
    if (hasEdgeMarks(layer, pen.plot)) edgeRow += 1;
    return drawn;
  });
}

/** The colours of cells on paper. */
export function chooseColors(
  { colorScale }: FigurePanel,
  { isGreySafe }: FigureStyle,
): (color: string) => string {
  return isGreySafe ? scaleToGreys(colorScale) : (color) => color;
}

export function describeLines(
  panel: FigurePanel,
  lookOf: LookOf,
): Pick<PanelPen, 'lineCount' | 'dashLength' | 'faintCounts' | 'areCurves'> {
  const faintCounts = new Map<number | null, number>();
  let lineCount = 0;
  let dashLength = 0;
  for (const layer of panel.layers) {
    if (layer.kind !== 'line') continue;
    if (layer.role === 'faint')
      faintCounts.set(layer.series, (faintCounts.get(layer.series) ?? 0) + 1);
    if (layer.role !== 'main') continue;
    lineCount += 1;
    const { dash } = lookOf(layer.series);
    dashLength = Math.max(
      dashLength,
      dash.reduce((sum, part) => sum + part, 0),
    );
  }
  return { lineCount, dashLength, faintCounts, areCurves: !hasNames(panel) };
}

/**
 * How wide a column is within which points of a line are not told apart: `finest`, in points, unless all lines together would
 * have more than `maxColumns` of them.
 */
export function columnWidth(
  panels: readonly PanelLayout[],
  { finest, maxColumns }: { finest: number; maxColumns: number },
): number {
  const total = panels.reduce((sum, { plot, panel }) => {
    const lines = panel.layers.filter(({ kind }) => kind === 'line' || kind === 'area').length;
    return sum + (lines * (plot.right - plot.left)) / finest;
  }, 0);
  return finest * Math.max(1, total / maxColumns);
}
