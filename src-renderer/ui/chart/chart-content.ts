import type { ChartDataset, ChartOptions } from 'chart.js';
import type { AxisRange } from '../../stores/x-axis';
import { needsLogScale, createLogTickFilter } from './log-scale';
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
  endMark?: EndMark;
}

/** Where a curve has come to an end that is no normal one: a cross after its last point. */
export interface EndMark {
  /** Not before the last point of the curve. */
  x: number;
  /** Follows the last value in the tooltip: `diverged at step 25`. */
  label: string;
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

export type Point = { x: number; y: number };
/** `endLabel` follows the value of the last point in the tooltip. */
type Dataset = ChartDataset<'line', Point[]> & { endLabel?: string };

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
  range: AxisRange | null,
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
      endLabel: isInRange(line.endMark, range) ? line.endMark.label : undefined,
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
  const endMarks = lines.flatMap((line): Dataset[] => {
    const last = toPoints(line.x, line.y, logScale).at(-1);
    if (!last || !isInRange(line.endMark, range)) return [];
    return [
      {
        // From the last point, which an evaluation may have made many steps before the end.
        data: [last, { x: line.endMark.x, y: last.y }],
        borderColor: theme.color(line.color),
        borderWidth: 1,
        borderDash: [2, 3],
        pointStyle: 'crossRot',
        pointRadius: [0, 5],
        pointBorderColor: theme.color('--failed'),
        pointBorderWidth: 2,
        order: -1,
        clip: 8,
      },
    ];
  });
  return [...rawTraces, ...mainLines, ...endMarks];
}

/** Only then the whole end of the curve is loaded, so that its last point is known. */
function isInRange(mark: EndMark | undefined, range: AxisRange | null): mark is EndMark {
  return mark !== undefined && (range === null || mark.x <= range.to);
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
          label: ({ dataset, dataIndex, parsed }) => {
            const { label = '', data, endLabel } = dataset as Dataset;
            const text = `${formatY(parsed.y ?? NaN)}  ${label}`;
            return endLabel !== undefined && dataIndex === data.length - 1
              ? `${text}, ${endLabel}`
              : text;
          },
        },
      },
    },
  };
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
    datasets: buildDatasets(settings.lines, logScale, settings.range, theme),
  };
}
