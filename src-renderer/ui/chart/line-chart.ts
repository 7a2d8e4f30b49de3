import { Chart, type ScaleOptions } from 'chart.js';
import { readGeometry, type CurveDataset } from './curve-controller';
import type { PlotGeometry } from '#chart/axes/axis-map';
import { setUpCharts } from './setup';

export type LineChart = Chart<'curves', never[]>;

/** What a chart shows, in the colours of the current theme. */
export interface ChartContent {
  x: ScaleOptions<'linear'>;
  y: ScaleOptions<'linear'>;
  dataset: CurveDataset;
  /** Pixels of the screen for one of the page: it changes when the window is moved to another screen. */
  pixelRatio: number;
}

/** Space around the plot for the ends of lines and labels. */
const padding = { top: 4, right: 8 };

/**
 * Creates a chart, and draws it. `onlayout` is called each time after it was drawn, also by a change of its size. Whoever
 * creates a chart calls `destroy()` on it.
 */
export function createLineChart(
  canvas: HTMLCanvasElement,
  { x, y, dataset, pixelRatio }: ChartContent,
  onlayout: (plot: PlotGeometry) => void,
): LineChart {
  setUpCharts();
  // A canvas without transparency is copied to the screen, rather than blended with what is below.
  canvas.getContext('2d', { alpha: false });
  return new Chart<'curves', never[]>(canvas, {
    type: 'curves',
    data: { datasets: [dataset] },
    options: {
      animation: false,
      responsive: true,
      maintainAspectRatio: false,
      events: [],
      devicePixelRatio: pixelRatio,
      layout: { padding },
      scales: { x, y },
    },
    plugins: [
      {
        id: 'layout',
        beforeDraw({ ctx, width, height, data: { datasets } }) {
          ctx.fillStyle = (datasets[0] as CurveDataset | undefined)?.backgroundColor ?? '';
          ctx.fillRect(0, 0, width, height);
        },
        afterDraw(chart) {
          const plot = readGeometry(chart as LineChart);
          if (plot) onlayout(plot);
        },
      },
    ],
  });
}

/** Replaces the content of the chart and draws it without animation. */
export function updateLineChart(
  chart: LineChart,
  { x, y, dataset, pixelRatio }: ChartContent,
): void {
  chart.options.scales = { x, y };
  chart.options.devicePixelRatio = pixelRatio;
  chart.data.datasets = [dataset];
  chart.update('none');
  // Chart.js itself looks at the ratio only when the size of the window changes.
  if (chart.currentDevicePixelRatio !== pixelRatio) chart.resize();
}
