import { Chart, type ScaleOptions } from 'chart.js';
import { readGeometry, type CurveDataset } from './curve-controller';
import type { PlotGeometry } from './axis-map';
import { setUpCharts } from './setup';

export type LineChart = Chart<'curves', never[]>;

/** What a chart shows, in the colours of the current theme. */
export interface ChartContent {
  x: ScaleOptions<'linear'>;
  y: ScaleOptions<'linear'>;
  dataset: CurveDataset;
}

/** Space around the plot for the ends of lines and labels. */
const padding = { top: 4, right: 8 };

/**
 * Creates an empty chart, which `updateLineChart` fills. `onlayout` is called after it was drawn, also by a change of its
 * size. Whoever creates a chart calls `destroy()` on it.
 */
export function createLineChart(
  canvas: HTMLCanvasElement,
  onlayout: (plot: PlotGeometry) => void,
): LineChart {
  setUpCharts();
  return new Chart<'curves', never[]>(canvas, {
    type: 'curves',
    data: { datasets: [] },
    options: {
      animation: false,
      responsive: true,
      maintainAspectRatio: false,
      events: [],
      layout: { padding },
    },
    plugins: [
      {
        id: 'layout',
        afterDraw(chart) {
          const plot = chart.data.datasets.length > 0 ? readGeometry(chart as LineChart) : null;
          if (plot) onlayout(plot);
        },
      },
    ],
  });
}

/** Replaces the content of the chart and draws it without animation. */
export function updateLineChart(chart: LineChart, { x, y, dataset }: ChartContent): void {
  chart.options.scales = { x, y };
  chart.data.datasets = [dataset];
  chart.update('none');
}
