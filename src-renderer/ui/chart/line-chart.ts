import { Chart, type ChartDataset, type ChartOptions } from 'chart.js';
import type { AxisRange } from '../../stores/x-axis';
import { needsLogScale, createLogTickFilter } from './log-scale';
import { setUpCharts } from './setup';
import { formatTicks, type TickFormat } from './tick-labels';

export interface ChartLine {
  key: string;
  label: string;
  /** A custom property of tokens.css. */
  color: string;
  dash?: readonly number[];
  x: readonly number[];
  y: readonly number[];
  /** The unsmoothed values, drawn faintly behind the line. */
  rawTrace?: { x: readonly number[]; y: readonly number[] };
  width?: number;
}

/** Resolves custom properties of tokens.css to colours. */
export interface ChartTheme {
  color: (token: string) => string;
  translucent: (token: string, percent: number) => string;
}

export interface ChartSettings {
  lines: readonly ChartLine[];
  xLabel: string;
  formatX: (value: number) => string;
  formatY: (value: number) => string;
  formatTick: TickFormat;
  logScale: boolean;
  range: AxisRange | null;
}

type Point = { x: number; y: number };
type Dataset = ChartDataset<'line', Point[]>;
type LineChart = Chart<'line', Point[]>;

const toPoints = (x: readonly number[], y: readonly number[], logScale: boolean): Point[] => {
  const points: Point[] = [];
  for (let index = 0; index < x.length; index += 1) {
    const point = { x: x[index] ?? 0, y: y[index] ?? 0 };
    // A logarithmic axis cannot show zero.
    if (!logScale || point.y > 0) points.push(point);
  }
  return points;
};

function buildDatasets(
  lines: readonly ChartLine[],
  logScale: boolean,
  theme: ChartTheme,
): Dataset[] {
  const rawTraces = lines.flatMap((line): Dataset[] =>
    line.rawTrace
      ? [
          {
            data: toPoints(line.rawTrace.x, line.rawTrace.y, logScale),
            borderColor: theme.translucent(line.color, 28),
            borderWidth: 1,
            order: lines.length + 1,
          },
        ]
      : [],
  );
  const mainLines = lines.map((line, index): Dataset => {
    const data = toPoints(line.x, line.y, logScale);
    return {
      label: line.label,
      data,
      borderColor: theme.color(line.color),
      backgroundColor: theme.color(line.color),
      pointBackgroundColor: theme.color(line.color),
      pointHoverBackgroundColor: theme.color(line.color),
      pointHoverBorderColor: theme.color('--surface-raised'),
      borderWidth: line.width ?? 1.5,
      borderDash: [...(line.dash ?? [])],
      // Chart.js draws the highest order first, so the last line is drawn on top.
      order: lines.length - index,
      // A single point has no line segment and would be invisible without a marker.
      pointRadius: data.length === 1 ? 2.5 : 0,
      clip: 3,
    };
  });
  return [...rawTraces, ...mainLines];
}

function buildOptions(
  settings: ChartSettings,
  logScale: boolean,
  theme: ChartTheme,
): ChartOptions<'line'> {
  const { formatX, formatY, formatTick, range, xLabel } = settings;
  const axis = {
    border: { color: theme.color('--line-strong') },
    grid: { color: theme.color('--line'), tickLength: 4 },
  };
  const ticks = { color: theme.color('--ink-faint'), font: { size: 11 }, padding: 4 };
  return {
    scales: {
      x: {
        type: 'linear',
        bounds: 'data',
        ...axis,
        grid: { ...axis.grid, drawOnChartArea: false },
        // Every x axis begins at zero: steps, seconds and examples are counted from the start.
        min: range?.from ?? 0,
        max: range?.to,
        ticks: {
          ...ticks,
          maxTicksLimit: 6,
          includeBounds: false,
          maxRotation: 0,
          precision: settings.xLabel === 'time' ? undefined : 0,
          callback: (value) => formatX(Number(value)),
        },
        title: {
          display: true,
          text: xLabel,
          align: 'end',
          padding: 0,
          color: theme.color('--ink-faint'),
          font: { size: 11 },
        },
      },
      y: {
        type: logScale ? 'logarithmic' : 'linear',
        ...axis,
        border: { display: false },
        afterBuildTicks: (scale) => {
          if (logScale) scale.ticks = scale.ticks.filter(createLogTickFilter(scale.min, scale.max));
        },
        ticks: {
          ...ticks,
          maxTicksLimit: 6,
          callback: (_, index, ticks) =>
            formatTicks(
              ticks.map(({ value }) => value),
              formatTick,
            )[index],
        },
      },
    },
    plugins: {
      tooltip: {
        backgroundColor: theme.color('--surface-raised'),
        borderColor: theme.color('--line-strong'),
        borderWidth: 1,
        titleColor: theme.color('--ink-soft'),
        bodyColor: theme.color('--ink'),
        titleFont: { size: 11, weight: 'normal' },
        bodyFont: { size: 11 },
        padding: 8,
        cornerRadius: 6,
        caretSize: 0,
        caretPadding: 12,
        boxWidth: 8,
        boxHeight: 8,
        boxPadding: 5,
        itemSort: (a, b) => (b.parsed.y ?? 0) - (a.parsed.y ?? 0),
        callbacks: {
          title: (items) => {
            const x = items[0]?.parsed.x;
            return typeof x === 'number' ? `${xLabel} ${formatX(x)}` : '';
          },
          label: (item) => `${formatY(item.parsed.y ?? NaN)}  ${item.dataset.label ?? ''}`,
        },
      },
    },
  };
}

/**
 * The options that do not depend on the content: no animation, no markers, zoom by dragging along
 * x.
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

export interface ChartContent {
  options: ChartOptions<'line'>;
  datasets: Dataset[];
}

/** Builds the options and data sets of a chart, in the colours of the current theme. */
export function buildChartContent(settings: ChartSettings, theme: ChartTheme): ChartContent {
  const logScale = settings.logScale && needsLogScale(settings.lines);
  return {
    options: buildOptions(settings, logScale, theme),
    datasets: buildDatasets(settings.lines, logScale, theme),
  };
}

/** Replaces the content of the chart and draws it without animation. */
export function updateLineChart(chart: LineChart, { options, datasets }: ChartContent): void {
  chart.options.scales = options.scales;
  // Options are assigned one by one: reading `chart.options` returns a proxy of what was set, and
  // setting a copy of the proxy again would add one more proxy at every update.
  Object.assign(chart.options.plugins ?? {}, options.plugins);
  chart.data.datasets = datasets;
  chart.update('none');
}

export type { LineChart };
