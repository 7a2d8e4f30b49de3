import type { ChartOptions, ScaleOptions } from 'chart.js';
import type { AxisRange } from '../../stores/x-axis';
import { countTicks, logTicks, timeTicks } from './axis-ticks';
import { isInRange, toPoints, type ChartLine, type EndMark, type Point } from './chart-line';
import { findEdgeMarks, type EdgeMarks } from './edge-marks';
import type { LineDataset } from './hover';
import { formatTicks, type TickFormat } from './tick-labels';
import { compareItems, tooltipCallbacks } from './tooltip';
import { linearBounds, padLogExtent, type YScale } from './y-scale';

/** Resolves custom properties of tokens.css to colours. */
export interface ChartTheme {
  color: (token: string) => string;
  translucent: (token: string, percent: number) => string;
}

export interface ChartSettings {
  lines: readonly ChartLine[];
  scale: YScale;
  xLabel: string;
  formatX: TickFormat;
  /** The x axis counts seconds: its ticks are those of a clock. */
  isTimeAxis: boolean;
  formatY: (value: number) => string;
  formatTick: TickFormat;
  range: AxisRange | null;
}

/**
 * Up to these numbers of visible points, the points of a line are drawn, large or small, and the line between them is
 * thin: between few measurements it says only which point follows which. More points would touch one another.
 */
const [fewPoints, somePoints] = [60, 120];

function buildDatasets(settings: ChartSettings, theme: ChartTheme): LineDataset[] {
  const { lines, scale } = settings;
  const rawTraces = lines.flatMap((line): LineDataset[] =>
    line.rawTrace
      ? [
          {
            data: toPoints(line.rawTrace, scale.isLog),
            borderColor: theme.translucent(line.color, 28),
            borderWidth: 1,
            order: lines.length + 1,
          },
        ]
      : [],
  );
  // Chart.js draws the highest order first, so the last line is drawn on top.
  const mainLines = lines.map((line, index) => ({
    ...buildMainLine(line, settings, theme),
    order: lines.length - index,
  }));
  const endMarks = lines.flatMap((line, index) =>
    buildEndMark(line, mainLines[index]?.data ?? [], settings, theme),
  );
  return [...rawTraces, ...mainLines, ...endMarks];
}

function buildMainLine(line: ChartLine, settings: ChartSettings, theme: ChartTheme): LineDataset {
  const { scale, range } = settings;
  const color = theme.color(line.color);
  const data = toPoints(line, scale.isLog);
  const radius = line.isGuide ? 0 : pointRadius(line, range);
  const width = line.width ?? 1.5;
  const endMark = isMarkInRange(line.endMark, range) ? line.endMark : undefined;
  return {
    label: line.isGuide ? undefined : line.label,
    endLabel: endMark?.label,
    reach: endMark?.x,
    isSmoothed: line.rawTrace !== undefined,
    data,
    borderColor: radius > 0 ? theme.translucent(line.color, 60) : color,
    backgroundColor: color,
    borderWidth: radius > 0 ? Math.min(1, width) : width,
    borderDash: [...(line.dash ?? [])],
    pointRadius: radius > 0 ? radius : lonePointRadii(data),
    pointBorderWidth: 0,
    pointBackgroundColor: color,
    pointHoverBackgroundColor: color,
    pointHoverBorderColor: theme.color('--surface-raised'),
    clip: 3,
  };
}

/** 0 where a line has too many visible points to draw them. */
function pointRadius({ x }: ChartLine, range: AxisRange | null): number {
  const visible = range === null ? x.length : x.filter((at) => isInRange(at, range)).length;
  if (visible > somePoints) return 0;
  return visible > fewPoints ? 1.25 : 2;
}

/** Draws the points from which no line leads to another: they would be invisible. */
function lonePointRadii(points: readonly Point[]): number | number[] {
  if (points.every(({ y }) => !Number.isNaN(y))) return 0;
  const isDrawn = (index: number): boolean => !Number.isNaN(points[index]?.y ?? NaN);
  return points.map((_, index) => (isDrawn(index - 1) || isDrawn(index + 1) ? 0 : 1.25));
}

/**
 * A cross where the curve ends, connected with the last point, after which an evaluation may not have been made for
 * many steps. A last point without a place on the axis has the cross below it, at the lower edge.
 */
function buildEndMark(
  { color, endMark }: ChartLine,
  points: readonly Point[],
  { range, scale }: ChartSettings,
  theme: ChartTheme,
): LineDataset[] {
  const last = points.at(-1);
  if (!last || !scale.extent || !isMarkInRange(endMark, range)) return [];
  const end = { x: endMark.x, y: Number.isNaN(last.y) ? scale.extent.low : last.y };
  return [
    {
      data: [{ x: last.x, y: last.y }, end],
      borderColor: theme.color(color),
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
}

/** Only then the whole end of the curve is loaded, so that its last point is known. */
function isMarkInRange(mark: EndMark | undefined, range: AxisRange | null): mark is EndMark {
  return mark !== undefined && (range === null || mark.x <= range.to);
}

/** The x axis shows all points, also those that have no place on the y axis. */
function findEnd(lines: readonly ChartLine[]): number | undefined {
  const ends = lines.flatMap(({ x, rawTrace, endMark }) => [
    x.at(-1) ?? 0,
    rawTrace?.x.at(-1) ?? 0,
    endMark?.x ?? 0,
  ]);
  return Math.max(0, ...ends) || undefined;
}

const axisStyle = (theme: ChartTheme) => ({
  border: { color: theme.color('--line-strong') },
  grid: { color: theme.color('--line'), tickLength: 4 },
  ticks: { color: theme.color('--ink-faint'), font: { size: 11 }, padding: 4 },
});

/** Labels ticks together, so that no two of them are equal. */
const labelTicks =
  (format: TickFormat) =>
  (_: unknown, index: number, ticks: readonly { value: number }[]): string | undefined =>
    formatTicks(
      ticks.map(({ value }) => value),
      format,
    )[index];

function buildXAxis(settings: ChartSettings, theme: ChartTheme): ScaleOptions<'linear'> {
  const { lines, range, xLabel, formatX, isTimeAxis } = settings;
  const style = axisStyle(theme);
  return {
    type: 'linear',
    bounds: 'data',
    ...style,
    grid: { ...style.grid, drawOnChartArea: false },
    // Every x axis begins at zero: steps, seconds and examples are counted from the start.
    min: range?.from ?? 0,
    max: range?.to ?? findEnd(lines),
    afterBuildTicks: (scale) => {
      const ticks = (isTimeAxis ? timeTicks : countTicks)(scale.min, scale.max);
      scale.ticks = ticks.map((value) => ({ value }));
    },
    ticks: { ...style.ticks, maxRotation: 0, callback: labelTicks(formatX) },
    title: {
      display: true,
      text: xLabel,
      align: 'end',
      padding: 0,
      color: theme.color('--ink-faint'),
      font: { size: 11 },
    },
  } as ScaleOptions<'linear'>;
}

function buildYAxis(
  { scale: { isLog, extent }, formatTick }: ChartSettings,
  theme: ChartTheme,
): ScaleOptions<'linear' | 'logarithmic'> {
  const style = axisStyle(theme);
  const common = {
    ...style,
    border: { display: false },
    ticks: {
      ...style.ticks,
      // Without a value, the axis would count from 0 to 1.
      display: extent !== null,
      callback: labelTicks(formatTick),
    },
  };
  if (!isLog || extent === null)
    return {
      type: 'linear',
      ...common,
      ...(extent && linearBounds(extent)),
      ticks: { ...common.ticks, maxTicksLimit: 6 },
    } as ScaleOptions<'linear'>;
  return {
    type: 'logarithmic',
    bounds: 'data',
    ...common,
    ...padLogExtent(extent),
    afterBuildTicks: (scale) => {
      scale.ticks = logTicks(scale.min, scale.max).map((value) => ({ value }));
    },
    ticks: { ...common.ticks, autoSkip: false },
  } as ScaleOptions<'logarithmic'>;
}

function buildOptions(settings: ChartSettings, theme: ChartTheme): ChartOptions<'line'> {
  return {
    scales: { x: buildXAxis(settings, theme), y: buildYAxis(settings, theme) },
    plugins: {
      tooltip: {
        position: 'besidePoints',
        backgroundColor: theme.color('--surface-raised'),
        borderColor: theme.color('--line-strong'),
        borderWidth: 1,
        titleColor: theme.color('--ink-soft'),
        bodyColor: theme.color('--ink'),
        footerColor: theme.color('--ink-soft'),
        titleFont: { size: 11, weight: 'normal' },
        bodyFont: { size: 11 },
        footerFont: { size: 11, weight: 'normal' },
        padding: 8,
        cornerRadius: 6,
        caretSize: 0,
        caretPadding: 12,
        boxWidth: 8,
        boxHeight: 8,
        boxPadding: 5,
        itemSort: compareItems,
        callbacks: tooltipCallbacks({ ...settings, isLog: settings.scale.isLog }),
      },
    },
  };
}

export interface ChartContent {
  options: ChartOptions<'line'>;
  datasets: LineDataset[];
  edgeMarks: EdgeMarks[];
}

/** Builds the options and data sets of a chart, in the colours of the current theme. */
export function buildChartContent(settings: ChartSettings, theme: ChartTheme): ChartContent {
  const { lines, scale } = settings;
  return {
    options: buildOptions(settings, theme),
    datasets: buildDatasets(settings, theme),
    edgeMarks: lines
      .map((line) => findEdgeMarks(line.rawTrace ?? line, scale.isLog, theme.color(line.color)))
      .filter(({ below, notFinite }) => below.length + notFinite.length > 0),
  };
}
