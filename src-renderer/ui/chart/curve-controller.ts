import { DatasetController, type Chart, type CoreChartOptions } from 'chart.js';
import { createAxisMap, type PlotGeometry } from '#chart/axes/axis-map';
import { drawCurves } from './draw-curves';
import type { DrawnLine } from './drawn-lines';

/** All lines of a chart as one data set of Chart.js. */
export interface CurveDataset {
  type: 'curves';
  /** Chart.js watches this array; ours stays empty, since the lines are drawn from their columns. */
  data: never[];
  /** The lines as they are drawn in a plot, since points are drawn only where they have room. */
  buildLines: (plot: PlotGeometry) => readonly DrawnLine[];
  /** The colour of what the chart stands on. */
  backgroundColor: string;
  /** The colour of the cross at the end of a failed run. */
  failedColor: string;
}

declare module 'chart.js' {
  interface ChartTypeRegistry {
    curves: {
      chartOptions: CoreChartOptions<'curves'>;
      datasetOptions: Omit<CurveDataset, 'type' | 'data'>;
      defaultDataPoint: never;
      metaExtensions: object;
      parsedDataType: never;
      scales: 'linear' | 'logarithmic';
    };
  }
}

/** The plot of a chart as it was laid out last; null before that. */
export function readGeometry(chart: Pick<Chart, 'scales' | 'chartArea'>): PlotGeometry | null {
  const { x, y } = chart.scales;
  if (!x || !y || !chart.chartArea) return null;
  const { left, right, top, bottom } = chart.chartArea;
  const mapOf = (scale: typeof x, from: number, to: number) =>
    createAxisMap(
      { min: scale.min, max: scale.max, isLog: scale.type === 'logarithmic' },
      from,
      to,
    );
  return { x: mapOf(x, left, right), y: mapOf(y, bottom, top), left, right, top, bottom };
}

/**
 * A Chart.js dataset controller that draws lines straight from their columns. Chart.js makes an object of every point,
 * and an element of it: with a hundred lines of some hundred points in twelve charts, these objects cost seconds. Here
 * Chart.js lays out the axes, whose ends and ticks are given, and nothing is parsed.
 */
export class CurveController extends DatasetController {
  static readonly id = 'curves';
  /** Chart.js wants to know a kind of point, of which none is made. */
  static readonly defaults = { datasetElementType: false, dataElementType: 'point' };

  override buildOrUpdateElements(): void {}
  override parse(): void {}
  override update(): void {}

  override draw(): void {
    const { buildLines, failedColor } = this.getDataset() as unknown as CurveDataset;
    const plot = readGeometry(this.chart);
    if (plot) drawCurves(this.chart.ctx, buildLines(plot), plot, failedColor);
  }
}
