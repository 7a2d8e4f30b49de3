import type { CurveColumns, SeriesBuffer } from '../../stores/series-buffer';
import type { Curve } from './chart-line';

/** The raw or the smoothed points of a curve as a chart draws them, at the x of each point. */
export function toCurve(
  { gaps }: Pick<SeriesBuffer, 'gaps'>,
  columns: CurveColumns,
  x: readonly number[],
): Curve {
  const indices = gaps.map((gap) => columns.step.findIndex((step) => step >= gap));
  return { x, y: columns.value, breaks: indices.filter((index) => index > 0) };
}
