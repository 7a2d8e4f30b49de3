import type { Columns } from '../stores/series-buffer';

export type XAxis = 'step' | 'seconds' | 'examples';

export const axisLabels: Record<XAxis, string> = {
  step: 'step',
  seconds: 'time',
  examples: 'examples',
};

/** A curve's places along the x axis. `batch`: examples a step of its run. */
export function xOf(columns: Columns, axis: XAxis, batch: number): readonly number[] {
  if (axis === 'seconds') return columns.seconds;
  return axis === 'step' ? columns.step : columns.step.map((step) => step * batch);
}

export interface RangedCurve {
  columns: Columns;
  batch: number;
}

/**
 * The steps that hold a part of the x axis for every curve, with one point more at both sides so
 * that lines go on to the edge. Null where no curve has a point.
 */
export function stepsOfRange(
  range: { from: number; to: number },
  axis: XAxis,
  curves: readonly RangedCurve[],
): { from: number; to: number } | null {
  let from = Infinity;
  let to = -Infinity;
  for (const { columns, batch } of curves) {
    const x = xOf(columns, axis, batch);
    const first = x.findIndex((value) => value >= range.from);
    const past = x.findIndex((value) => value > range.to);
    if (x.length === 0 || first < 0 || past === 0) continue;
    const last = past < 0 ? x.length - 1 : past;
    from = Math.min(from, columns.step[Math.max(0, first - 1)] ?? Infinity);
    to = Math.max(to, columns.step[last] ?? -Infinity);
  }
  return from <= to ? { from, to } : null;
}
