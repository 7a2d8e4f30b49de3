import type { Columns } from '../stores/series-buffer';
import type { Seen } from '../stores/examples-seen';

export type XAxis = 'step' | 'seconds' | 'examples';

export function axisLabel(axis: XAxis, things: string): string {
  return { step: 'step', seconds: 'time', examples: `${things} seen` }[axis];
}

/** A curve's places along the x axis. */
export function xOf(columns: Columns, axis: XAxis, seen: Seen): readonly number[] {
  if (axis === 'seconds') return columns.seconds;
  return axis === 'step' ? columns.step : columns.step.map(seen);
}

export interface RangedCurve {
  columns: Columns;
  seen: Seen;
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
  for (const { columns, seen } of curves) {
    const x = xOf(columns, axis, seen);
    const first = x.findIndex((value) => value >= range.from);
    const past = x.findIndex((value) => value > range.to);
    if (x.length === 0 || first < 0 || past === 0) continue;
    const last = past < 0 ? x.length - 1 : past;
    from = Math.min(from, columns.step[Math.max(0, first - 1)] ?? Infinity);
    to = Math.max(to, columns.step[last] ?? -Infinity);
  }
  return from <= to ? { from, to } : null;
}
