import type { Curve, CurvesRequest } from '#spec/curves';
import type { ValueCounts } from '#spec/metric-value';
import { countValues, countValuesBetween, isSorted } from './column-facts';
import { rowsInRange } from './thin-curve';

/** How many points a curve has in the range, and how many of them some axis cannot show. */
export function countPoints(
  x: Float64Array,
  y: Float64Array,
  range: CurvesRequest['range'],
): Pick<Curve, 'total' | keyof ValueCounts> {
  const all = countValues(y);
  if (!range) return { total: y.length, ...all };
  if (!isSorted(x)) {
    const inside = y.filter((_, row) => Number(x[row]) >= range.from && Number(x[row]) <= range.to);
    return { total: inside.length, ...countValuesBetween(inside, 0, inside.length) };
  }
  const [start, end] = rowsInRange(x, range);
  // Most curves have no such values at all.
  const hasAny = all.zero + all.negative + all.notFinite > 0;
  return { total: end - start, ...(hasAny ? countValuesBetween(y, start, end) : all) };
}
