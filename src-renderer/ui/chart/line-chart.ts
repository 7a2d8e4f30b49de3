import { Chart, type ChartOptions } from 'chart.js';
import type { AxisRange } from '../../stores/x-axis';
import type { ChartContent, ChartTheme } from './chart-content';
import type { Point } from './chart-line';
import { setEdgeMarks } from './edge-marks';
import { setUpCharts } from './setup';

type LineChart = Chart<'line', Point[]>;

/**
 * The options that do not depend on the content: no animation, no interpolation, zoom by dragging
 * along x.
 */
function fixedOptions(onZoom: (range: AxisRange) => void, theme: ChartTheme): ChartOptions<'line'> {
  return {
    animation: false,
    responsive: true,
    maintainAspectRatio: false,
    parsing: false,
    normalized: true,
    interaction: { mode: 'nearestOfEach', intersect: false },
    elements: { point: { radius: 0, hitRadius: 0, hoverRadius: 3 }, line: { tension: 0 } },
    layout: { padding: { top: 4, right: 8 } },
    plugins: {
      zoom: {
        zoom: {
          mode: 'x',
          drag: {
            enabled: true,
            threshold: 6,
            backgroundColor: theme.translucent('--focus', 12),
            borderColor: theme.color('--focus'),
            borderWidth: 1,
          },
          onZoomComplete: ({ chart }) => {
            const { min, max } = chart.scales['x'] ?? { min: 0, max: 0 };
            if (max > min) onZoom({ from: min, to: max });
          },
        },
      },
    },
  };
}

/** Creates an empty chart, which `updateLineChart` fills. The caller calls `destroy()` on it. */
export function createLineChart(
  canvas: HTMLCanvasElement,
  theme: ChartTheme,
  onZoom: (range: AxisRange) => void,
): LineChart {
  setUpCharts();
  return new Chart<'line', Point[]>(canvas, {
    type: 'line',
    data: { datasets: [] },
    options: fixedOptions(onZoom, theme),
  });
}

/** Replaces the content of the chart and draws it without animation. */
export function updateLineChart(chart: LineChart, content: ChartContent): void {
  const { options, datasets, edgeMarks } = content;
  chart.options.scales = options.scales;
  // Options are assigned one by one: reading `chart.options` returns a proxy of what was set, and
  // setting a copy of the proxy again would add one more proxy at every update.
  Object.assign(chart.options.plugins ?? {}, options.plugins);
  chart.data.datasets = datasets;
  setEdgeMarks(chart, edgeMarks);
  chart.update('none');
}

export type { LineChart };
