import type { ValueCounts } from '#spec/metric-value';
import { lastOf, type Column } from './columns';

/** The points of one curve, oldest first. */
export interface Curve {
  x: Column;
  /** NaN and infinite values may be among them. */
  y: Column;
  /** Ascending indices of points to which no line leads, because points before them are missing. */
  breaks?: Column;
}

/** The lower and the upper end of a band around a curve, at each of its points; NaN where there is none. */
export interface Band {
  lower: Column;
  upper: Column;
}

/** A curve as a chart draws it. */
export interface ChartLine extends Curve {
  key: string;
  label: string;
  /** A custom property of tokens.css, or any colour of CSS. */
  color: string;
  dash?: readonly number[];
  width?: number;
  band?: Band | null;
  /** What the band is, where values are listed: `95 % interval`. */
  bandName?: string;
  /** Of a group: the number of runs that the curve is of, at each point. */
  n?: Column | null;
  /** Of a group: the curves of the single runs, drawn faintly behind the line. */
  runs?: readonly Curve[];
  /** The unsmoothed values, drawn faintly behind the line. */
  rawTrace?: Curve | null;
  /** Of all measured points: of more points than the curve has where it is decimated. */
  counts?: ValueCounts & { total: number };
  endMark?: EndMark;
  /** A line that helps to read the chart and was not measured: it has no points, and no value under the pointer. */
  isGuide?: boolean;
  /** Of a reported result: where it was published, in words. */
  source?: string;
}

/** Where a curve has come to an end that is no normal one: a cross after its last point. */
export interface EndMark {
  /** Not before the last point of the curve. */
  x: number;
  /** Follows the last value where values are listed: `diverged at step 25`. */
  label: string;
}

/** Whether a value has a place on the axis. */
export function isDrawable(value: number, isLog: boolean): boolean {
  return Number.isFinite(value) && (!isLog || value > 0);
}

/** Every curve that is drawn for a line: itself, the unsmoothed one, those of its runs and the ends of its band. */
export function drawnCurves(line: ChartLine): Curve[] {
  const { x, breaks, band, rawTrace, runs = [] } = line;
  const ends = band ? [band.lower, band.upper].map((y) => ({ x, y, breaks })) : [];
  return [line, ...ends, ...(rawTrace ? [rawTrace] : []), ...runs];
}

/** The lines that were measured. */
export function measuredLines(lines: readonly ChartLine[]): ChartLine[] {
  return lines.filter(({ isGuide = false }) => !isGuide);
}

/** The points of a line for a unit of the x axis: more of them where it was measured more often, as while training. */
export function densityOf({ x }: Curve): number {
  const length = Math.abs((lastOf(x) ?? 0) - (x[0] ?? 0));
  return length > 0 ? (x.length - 1) / length : 0;
}
