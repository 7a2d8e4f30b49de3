import { chooseXBounds } from '../axes/axis-bounds';
import type { AxisRange } from '../axes/axis-range';
import { chooseXTicks, linearTicks, logTicks } from '../axes/axis-ticks';
import type { AxisText } from '../axes/describe-axis';
import type { AxisFormats } from '../axes/metric-axis';
import { chooseYScale, type YLimits } from '../axes/y-scale';
import type { FigureLayer, FigurePanel, FigurePoints, FigureSeries } from '../figure';
import { measuredLines, type ChartLine, type Curve } from '../lines/chart-line';
import { describeChart, describeOutside } from '../lines/chart-notes';
import { findEdgeMarks } from '../lines/edge-points';
import { orderLines } from '../lines/line-order';
import { buildAxis } from './figure-axes';

/** A panel of lines, and what it looks like. */
export interface LinePanelRequest {
  title: string | null;
  lines: readonly ChartLine[];
  /** Runs of groups that are drawn on their own: thin lines of the series of their group, by key. */
  memberOf: ReadonlyMap<string, string>;
  x: AxisText;
  yLabel: string;
  formats: AxisFormats;
  startsAtZero: boolean;
  range: AxisRange | null;
  logX: boolean;
  logY: boolean;
  limits?: YLimits | null;
  ignoresOutliers?: boolean;
  showsAll?: boolean;
}

/** Draws lines as a chart of the window does. Its notes say what is not on the axes. */
export function buildLinePanel(
  request: LinePanelRequest,
  series: readonly FigureSeries[],
): { panel: FigurePanel; notes: string[] } {
  const { title, lines, x, yLabel, formats, range, logX, startsAtZero } = request;
  const scale = chooseYScale(lines, {
    ...request,
    linearReason: formats.linearReason,
    most: formats.most,
  });
  const xBounds = chooseXBounds(lines, { range, logX, startsAtZero });
  const bounds = scale.bounds ?? { min: 0, max: 1 };
  const layers = buildLayers(request, series, { isLog: scale.isLog, bottom: bounds.min });
  const notes = describeChart(lines, {
    scale,
    range,
    xLabel: x.label,
    formatX: x.format,
    logX: logX ? xBounds : null,
  });
  const outside = describeOutside(scale, lines, formats.formatTick);
  return {
    notes: outside === null ? notes : [...notes, outside],
    panel: {
      title,
      x: buildAxis({
        label: x.label,
        bounds: xBounds,
        isLog: logX,
        buildTicks: chooseXTicks({ logX, isTimeAxis: x.isTime, startsAtZero }),
        format: x.format,
        hasGrid: false,
      }),
      y: buildAxis({
        label: yLabel,
        bounds,
        isLog: scale.isLog,
        buildTicks: scale.bounds === null ? () => [] : scale.isLog ? logTicks : linearTicks,
        format: formats.formatTick,
        hasGrid: true,
      }),
      layers,
      colorScale: null,
    },
  };
}

/** From back to front: bands, single runs and unsmoothed values, lines, marks; the first line on top of the others. */
function buildLayers(
  { lines, memberOf }: LinePanelRequest,
  series: readonly FigureSeries[],
  axis: { isLog: boolean; bottom: number },
): FigureLayer[] {
  const indices = new Map(series.map(({ key }, index) => [key, index]));
  const seriesOf = ({ key }: ChartLine): number | null =>
    indices.get(memberOf.get(key) ?? key) ?? null;
  const fromBack = orderLines(lines, (line) => line);
  const bands = fromBack.flatMap((line): FigureLayer[] =>
    line.band ? [{ kind: 'area', series: seriesOf(line), ...breakBand(line, line.band) }] : [],
  );
  const behind = fromBack.flatMap((line): FigureLayer[] =>
    [...(line.runs ?? []), ...(line.rawTrace ? [line.rawTrace] : [])].map((curve) => ({
      kind: 'line',
      role: 'faint',
      series: seriesOf(line),
      ...breakCurve(curve),
    })),
  );
  const main = fromBack.map((line): FigureLayer => ({
    kind: 'line',
    role: line.isGuide ? 'guide' : memberOf.has(line.key) ? 'member' : 'main',
    series: seriesOf(line),
    ...breakCurve(line),
  }));
  const marks = measuredLines(fromBack).flatMap((line) => marksOf(line, seriesOf(line), axis));
  return [...bands, ...behind, ...main, ...marks];
}

/** Marks of what has no place on the axis, at its lower edge, and of the end of a run that has diverged. */
function marksOf(
  line: ChartLine,
  series: number | null,
  { isLog, bottom }: { isLog: boolean; bottom: number },
): FigurePoints[] {
  const { below, notFinite } = findEdgeMarks(line.rawTrace ?? line, isLog);
  const atBottom = (x: readonly number[], marker: FigurePoints['marker']): FigurePoints[] =>
    x.length === 0
      ? []
      : [{ kind: 'points', series, x: [...x], y: x.map(() => bottom), marker, size: 2.5 }];
  const { endMark } = line;
  const last = endMark ? findLast(line, isLog) : null;
  const end: FigurePoints[] =
    endMark && last !== null
      ? [{ kind: 'points', series, x: [endMark.x], y: [last], marker: 'cross', size: 4 }]
      : [];
  return [...atBottom(below, 'tick'), ...atBottom(notFinite, 'cross'), ...end];
}

function findLast({ y }: Curve, isLog: boolean): number | null {
  for (let index = y.length - 1; index >= 0; index--) {
    const value = y[index] ?? NaN;
    if (Number.isFinite(value) && (!isLog || value > 0)) return value;
  }
  return null;
}

/** The points with a NaN where the line breaks. */
function breakCurve({ x, y, breaks }: Curve): { x: number[]; y: number[] } {
  return { x: breakColumn(x, breaks, 'repeat'), y: breakColumn(y, breaks, 'gap') };
}

function breakBand(
  { x, breaks }: Curve,
  { lower, upper }: { lower: Curve['y']; upper: Curve['y'] },
): { x: number[]; lower: number[]; upper: number[] } {
  return {
    x: breakColumn(x, breaks, 'repeat'),
    lower: breakColumn(lower, breaks, 'gap'),
    upper: breakColumn(upper, breaks, 'gap'),
  };
}

function breakColumn(
  column: Curve['x'],
  breaks: Curve['breaks'] = [],
  at: 'repeat' | 'gap',
): number[] {
  const starts = new Set(Array.from(breaks));
  return Array.from(column).flatMap((value, index) =>
    starts.has(index) ? [at === 'gap' ? NaN : value, value] : [value],
  );
}
