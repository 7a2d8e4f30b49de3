import { Chart, type ChartDataset, type ChartOptions } from 'chart.js';
import { needsLogScale, roundTicks } from './log-scale';
import { setUpCharts } from './setup';
import { tickLabels, type TickFormat } from './tick-labels';

export interface ChartLine {
  key: string;
  label: string;
  /** A token of tokens.css. */
  color: string;
  dash?: readonly number[];
  x: readonly number[];
  y: readonly number[];
  /** The raw trace behind a smoothed one. */
  behind?: { x: readonly number[]; y: readonly number[] };
  width?: number;
}

export interface ChartLook {
  color: (token: string) => string;
  faint: (token: string, percent: number) => string;
}

export interface ChartSettings {
  lines: readonly ChartLine[];
  xLabel: string;
  formatX: (value: number) => string;
  formatY: (value: number) => string;
  formatTick: TickFormat;
  logScale: boolean;
  range: { from: number; to: number } | null;
}

type Point = { x: number; y: number };
type Dataset = ChartDataset<'line', Point[]>;
type LineChart = Chart<'line', Point[]>;

const pointsOf = (x: readonly number[], y: readonly number[], logScale: boolean): Point[] => {
  const points: Point[] = [];
  for (let index = 0; index < x.length; index += 1) {
    const point = { x: x[index] ?? 0, y: y[index] ?? 0 };
    // A logarithmic axis has no place for zero.
    if (!logScale || point.y > 0) points.push(point);
  }
  return points;
};

function datasetsOf(lines: readonly ChartLine[], logScale: boolean, look: ChartLook): Dataset[] {
  const behind = lines.flatMap((line): Dataset[] =>
    line.behind
      ? [
          {
            data: pointsOf(line.behind.x, line.behind.y, logScale),
            borderColor: look.faint(line.color, 28),
            borderWidth: 1,
            order: lines.length + 1,
          },
        ]
      : [],
  );
  const front = lines.map((line, index): Dataset => {
    const data = pointsOf(line.x, line.y, logScale);
    return {
      label: line.label,
      data,
      borderColor: look.color(line.color),
      backgroundColor: look.color(line.color),
      pointBackgroundColor: look.color(line.color),
      pointHoverBackgroundColor: look.color(line.color),
      pointHoverBorderColor: look.color('--surface-raised'),
      borderWidth: line.width ?? 1.5,
      borderDash: [...(line.dash ?? [])],
      // Chart.js draws the highest first: the last line comes to lie on top.
      order: lines.length - index,
      // A single point has no line yet, and would not be seen.
      pointRadius: data.length === 1 ? 2.5 : 0,
      clip: 3,
    };
  });
  return [...behind, ...front];
}

function optionsOf(
  settings: ChartSettings,
  logScale: boolean,
  look: ChartLook,
): ChartOptions<'line'> {
  const { formatX, formatY, formatTick, range, xLabel } = settings;
  const axis = {
    border: { color: look.color('--line-strong') },
    grid: { color: look.color('--line'), tickLength: 4 },
  };
  const ticks = { color: look.color('--ink-faint'), font: { size: 11 }, padding: 4 };
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
          color: look.color('--ink-faint'),
          font: { size: 11 },
        },
      },
      y: {
        type: logScale ? 'logarithmic' : 'linear',
        ...axis,
        border: { display: false },
        afterBuildTicks: (scale) => {
          if (logScale) scale.ticks = scale.ticks.filter(roundTicks(scale.min, scale.max));
        },
        ticks: {
          ...ticks,
          maxTicksLimit: 6,
          callback: (_, index, all) =>
            tickLabels(
              all.map(({ value }) => value),
              formatTick,
            )[index],
        },
      },
    },
    plugins: {
      tooltip: {
        backgroundColor: look.color('--surface-raised'),
        borderColor: look.color('--line-strong'),
        borderWidth: 1,
        titleColor: look.color('--ink-soft'),
        bodyColor: look.color('--ink'),
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

/** The options that never change: no animation, no markers, zoom by dragging along x. */
function fixedOptions(
  onZoom: (range: { from: number; to: number }) => void,
  look: ChartLook,
): ChartOptions<'line'> {
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
            backgroundColor: look.faint('--focus', 12),
            borderColor: look.color('--focus'),
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

/** Makes a chart that `fillLineChart` then fills. The caller destroys it. */
export function createLineChart(
  canvas: HTMLCanvasElement,
  look: ChartLook,
  onZoom: (range: { from: number; to: number }) => void,
): LineChart {
  setUpCharts();
  return new Chart<'line', Point[]>(canvas, {
    type: 'line',
    data: { datasets: [] },
    options: fixedOptions(onZoom, look),
  });
}

export interface LineChartContent {
  options: ChartOptions<'line'>;
  datasets: Dataset[];
}

/** What a chart of these settings shows, in the colours of now. */
export function lineChartContent(settings: ChartSettings, look: ChartLook): LineChartContent {
  const logScale = settings.logScale && needsLogScale(settings.lines);
  return {
    options: optionsOf(settings, logScale, look),
    datasets: datasetsOf(settings.lines, logScale, look),
  };
}

/** Draws it anew. */
export function fillLineChart(chart: LineChart, { options, datasets }: LineChartContent): void {
  chart.options.scales = options.scales;
  // Each by itself: what `chart.options` gives wraps what it was given, and a copy of that, given
  // again, is wrapped once more at every update.
  Object.assign(chart.options.plugins ?? {}, options.plugins);
  chart.data.datasets = datasets;
  chart.update('none');
}

export type { LineChart };
