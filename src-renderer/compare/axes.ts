import type { ExampleCounter } from '../stores/examples-seen';
import type { CurveColumns } from '../stores/series-buffer';
import type { AxisRange, XAxis } from '../stores/x-axis';

/** The label of an x axis; `exampleUnit` is what the runs count as examples. */
export function formatAxisLabel(axis: XAxis, exampleUnit: string): string {
  return { step: 'step', seconds: 'time', examples: `${exampleUnit} seen` }[axis];
}

/** The x value of each point of a curve, in the unit of the axis. */
export function readXValues(
  columns: CurveColumns,
  axis: XAxis,
  countExamples: ExampleCounter,
): readonly number[] {
  if (axis === 'seconds') return columns.seconds;
  return axis === 'step' ? columns.step : columns.step.map(countExamples);
}

/**
 * The x value of a step after the last point of a curve. Its training time is not known: it is that
 * of the last point.
 */
export function findEndX(
  columns: CurveColumns,
  step: number,
  axis: XAxis,
  countExamples: ExampleCounter,
): number {
  if (axis === 'seconds') return columns.seconds.at(-1) ?? 0;
  return axis === 'step' ? step : countExamples(step);
}

/** A curve, and the number of examples at each of its steps. */
export interface CountedCurve {
  columns: CurveColumns;
  countExamples: ExampleCounter;
}

/**
 * Finds the range of steps that covers a range of the x axis for every curve, with one more point
 * on both sides, so that the lines reach the edges of the chart. Null if no curve has a point in
 * the range.
 */
export function findStepsInRange(
  range: AxisRange,
  axis: XAxis,
  curves: readonly CountedCurve[],
): AxisRange | null {
  let from = Infinity;
  let to = -Infinity;
  for (const { columns, countExamples } of curves) {
    const x = readXValues(columns, axis, countExamples);
    const first = x.findIndex((value) => value >= range.from);
    const after = x.findIndex((value) => value > range.to);
    if (x.length === 0 || first < 0 || after === 0) continue;
    const last = after < 0 ? x.length - 1 : after;
    from = Math.min(from, columns.step[Math.max(0, first - 1)] ?? Infinity);
    to = Math.max(to, columns.step[last] ?? -Infinity);
  }
  return from <= to ? { from, to } : null;
}
