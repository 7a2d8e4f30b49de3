import type { Chart } from '#spec/comparison';
import type { Figure } from '../figure';
import { smoothingOf, type WantedCurves } from '../lines/curve-request';
import { buildBoxFigure } from './box-figure';
import type { FigureSource } from './figure-source';
import { buildHeatmapFigure } from './heatmap-figure';
import { buildHistogramFigure } from './histogram-figure';
import { buildInterfacesFigure, interfaceMetrics } from './interfaces-figure';
import { buildLinesFigure } from './lines-figure';
import { buildMeansFigure } from './means-figure';
import { buildParallelFigure } from './parallel-figure';
import { buildScatterFigure } from './scatter-figure';

/** Charts that are pictures: the others are tables and texts. */
export function isPicture({ kind }: Chart): boolean {
  return kind !== 'statistics' && kind !== 'text';
}

/** The picture of a chart; null where it has nothing to draw, or is a table or a text. */
export function buildFigure(chart: Chart, source: FigureSource): Figure | null {
  switch (chart.kind) {
    case 'lines':
      return unlessEmpty(buildLinesFigure(chart, source));
    case 'interfaces':
      return buildInterfacesFigure(chart, source);
    case 'bars':
      return buildMeansFigure(chart, source);
    case 'box':
      return buildBoxFigure(chart, source);
    case 'histogram':
      return buildHistogramFigure(chart, source);
    case 'scatter':
      return buildScatterFigure(chart, source);
    case 'heatmap':
      return buildHeatmapFigure(chart, source);
    case 'parallel':
      return buildParallelFigure(chart, source);
    case 'statistics':
    case 'text':
      return null;
  }
}

/** None of its lines has a point. */
function unlessEmpty(figure: Figure): Figure | null {
  return figure.panels.some(({ layers }) => layers.length > 0) ? figure : null;
}

/** The curves that the picture of a chart needs. */
export function curvesOfChart(
  chart: Chart,
  { content, runs }: Pick<FigureSource, 'content' | 'runs'>,
): WantedCurves[] {
  if (chart.kind === 'lines')
    return [{ metric: chart.metric, smoothing: smoothingOf(chart, content.smoothing) }];
  if (chart.kind === 'interfaces')
    return interfaceMetrics({ runs }).map((metric) => ({ metric, smoothing: 0 }));
  return [];
}
