import {
  describeCitation,
  titleFigure,
  type ReportedFigure,
} from '#analysis/reported/reported-figures';
import { reportedInterval } from '#analysis/reported/reported-format';
import type { XAxis } from '#spec/comparison';
import type { ReportedCurve, ReportedValue } from '#spec/reported';
import type { ChartLine } from './chart-line';
import { lastOf } from './columns';

export interface ReferenceOptions {
  metric: string;
  xAxis: XAxis;
  /** Whether the x axis begins at zero. */
  startsAtZero: boolean;
  /** The colour of a neutral line: a custom property of tokens.css, or any colour of CSS. */
  color: string;
}

/** Told apart from each other by their dashes alone: colours are those of runs. */
const dashes: readonly (readonly number[])[] = [
  [7, 4],
  [2, 3],
  [10, 3, 2, 3],
  [4, 2],
  [12, 5],
  [2, 6],
];
/** The axis of values covers a line that has some points after the start of the curves. */
const points = 16;

/**
 * The lines of reported results in a chart of this metric: of a value a horizontal one beside the lines of the chart, with
 * its uncertainty as a band, of a curve its points.
 */
export function referenceLines(
  figures: readonly ReportedFigure[],
  lines: readonly ChartLine[],
  { metric, xAxis, startsAtZero, color }: ReferenceOptions,
): ChartLine[] {
  const shown = figures.filter(({ entry }) => entry.metric === metric && isOnAxis(entry, xAxis));
  const curves = shown.flatMap(({ entry }) => (entry.kind === 'curve' ? [columnsOf(entry)] : []));
  const x = spreadPoints([...lines, ...curves], startsAtZero);
  return shown.flatMap((figure): ChartLine[] => {
    const { key, entry, source } = figure;
    const common = {
      key,
      label: titleFigure(figure),
      color,
      dash: referenceDash(figure, figures),
      width: 1.5,
      source: describeCitation(source),
    };
    if (entry.kind === 'curve') return [{ ...common, ...columnsOf(entry) }];
    return x.length === 0 ? [] : [{ ...common, ...levelLine(entry, x), isGuide: true }];
  });
}

/** The dash of a reported result, the same in all charts of a comparison and in its list. */
export function referenceDash(
  { key }: Pick<ReportedFigure, 'key'>,
  figures: readonly Pick<ReportedFigure, 'key'>[],
): readonly number[] {
  const index = figures.findIndex((figure) => figure.key === key);
  return dashes[Math.max(0, index) % dashes.length] ?? [];
}

/** Says which reported curves have no place in the chart, since it counts something else; null where all have one. */
export function describeOtherAxes(
  figures: readonly ReportedFigure[],
  { metric, xAxis }: Pick<ReferenceOptions, 'metric' | 'xAxis'>,
): string | null {
  const others = figures.filter(({ entry }) => entry.metric === metric && !isOnAxis(entry, xAxis));
  const [first] = others;
  if (first?.entry.kind !== 'curve') return null;
  const more = others.length > 1 ? `, and ${others.length - 1} more` : '';
  return `Not drawn, since it is over ${axisNames[first.entry.x]}: ${titleFigure(first)}${more}.`;
}

const axisNames = { step: 'steps', seconds: 'seconds', examples: 'examples' } as const;

function isOnAxis(entry: ReportedFigure['entry'], xAxis: XAxis): boolean {
  return entry.kind === 'value' || entry.x === xAxis;
}

function columnsOf({ points: list }: ReportedCurve): Pick<ChartLine, 'x' | 'y'> {
  return { x: list.map(([x]) => x), y: list.map(([, y]) => y) };
}

function levelLine(
  entry: ReportedValue,
  x: readonly number[],
): Pick<ChartLine, 'x' | 'y' | 'band'> {
  const level = (value: number): number[] => x.map(() => value);
  const interval = reportedInterval(entry);
  return {
    x,
    y: level(entry.value),
    band: interval ? { lower: level(interval.low), upper: level(interval.high) } : null,
  };
}

/** From the first to the last x of all lines, with the first one above zero, where a logarithmic axis begins. */
function spreadPoints(lines: readonly Pick<ChartLine, 'x'>[], startsAtZero: boolean): number[] {
  const ends = lines.flatMap(({ x }) => [x[0], x[1], lastOf(x)]).filter(isFiniteNumber);
  if (ends.length === 0) return [];
  const low = Math.min(...ends, ...(startsAtZero ? [0] : []));
  const high = Math.max(...ends);
  const positive = ends.filter((x) => x > 0);
  const even = Array.from(
    { length: points },
    (_, index) => low + (index / (points - 1)) * (high - low),
  );
  const all = [...even, ...(positive.length > 0 ? [Math.min(...positive)] : [])];
  return [...new Set(all)].sort((a, b) => a - b);
}

function isFiniteNumber(value: number | undefined): value is number {
  return value !== undefined && Number.isFinite(value);
}
