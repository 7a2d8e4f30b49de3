import type { ValueCounts } from '#spec/metric-value';
import type { AxisRange } from '../../stores/x-axis';

/** The measured points of one curve, in the order of x. */
export interface Curve {
  x: readonly number[];
  /** NaN and infinite values may be among them. */
  y: readonly number[];
  /** Indices of points to which no line leads, because points before them are missing. */
  breaks?: readonly number[];
}

/** A curve as a chart draws it. */
export interface ChartLine extends Curve {
  key: string;
  label: string;
  /** A custom property of tokens.css. */
  color: string;
  dash?: readonly number[];
  width?: number;
  /** The unsmoothed values, drawn faintly behind the line. */
  rawTrace?: Curve;
  /** Of all measured points: of more points than the curve has where it is decimated. */
  counts?: ValueCounts & { total: number };
  endMark?: EndMark;
  /** A line that helps to read the chart and was not measured: it has no points, and no value under the pointer. */
  isGuide?: boolean;
}

/** Where a curve has come to an end that is no normal one: a cross after its last point. */
export interface EndMark {
  /** Not before the last point of the curve. */
  x: number;
  /** Follows the last value in the tooltip: `diverged at step 25`. */
  label: string;
}

/** A point of a Chart.js data set. */
export interface Point {
  x: number;
  /** NaN where the axis cannot show the value: the line breaks there. */
  y: number;
  /** The measured value where `y` is NaN; a point without any stands for points that are missing. */
  measured?: number;
}

/** Whether a value has a place on the axis. */
export function isDrawable(value: number, isLog: boolean): boolean {
  return Number.isFinite(value) && (!isLog || value > 0);
}

/** The value that was measured at a point; NaN also for a point that stands for missing ones. */
export function measuredValue({ y, measured }: Point): number {
  return measured ?? y;
}

/** Whether a point only breaks the line. */
export function isBreak({ y, measured }: Point): boolean {
  return measured === undefined && Number.isNaN(y);
}

export function toPoints({ x, y, breaks = [] }: Curve, isLog: boolean): Point[] {
  const breaksAt = new Set(breaks);
  return x.flatMap((at, index): Point[] => {
    const value = y[index] ?? NaN;
    const point = isDrawable(value, isLog)
      ? { x: at, y: value }
      : { x: at, y: NaN, measured: value };
    return breaksAt.has(index) ? [{ x: at, y: NaN }, point] : [point];
  });
}

export function isInRange(x: number, range: AxisRange | null): boolean {
  return range === null || (x >= range.from && x <= range.to);
}
