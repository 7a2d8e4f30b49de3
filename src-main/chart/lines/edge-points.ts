import { isDrawable, type Curve } from './chart-line';

/** The x of the points of a curve that have no place on the y axis. */
export interface EdgeMarks {
  /** Points that are too low for a logarithmic axis: short ticks. */
  below: readonly number[];
  /** Points whose value is not finite: crosses. */
  notFinite: readonly number[];
}

/** Finds the points of a curve that the axis cannot show. */
export function findEdgeMarks({ x, y }: Curve, isLog: boolean): EdgeMarks {
  const marks = { below: [] as number[], notFinite: [] as number[] };
  for (let index = 0; index < x.length; index++) {
    const value = y[index] ?? NaN;
    if (isDrawable(value, isLog)) continue;
    (Number.isFinite(value) ? marks.below : marks.notFinite).push(x[index] ?? NaN);
  }
  return marks;
}
