import type { Curve, CurvesRequest } from '#spec/curves';
import type { ValueCounts } from '#spec/metric-value';
import { isSorted } from './column-facts';
import { rowsInRange } from './thin-curve';

/** How many points a curve has in the range, and how many of them some axis cannot show. */
export function countPoints(
  x: Float64Array,
  y: Float64Array,
  range: CurvesRequest['range'],
): Pick<Curve, 'total' | keyof ValueCounts> {
  const inside = isSorted(x)
    ? y.subarray(...rowsInRange(x, range))
    : y.filter((_, row) => !range || (Number(x[row]) >= range.from && Number(x[row]) <= range.to));
  let [zero, negative, notFinite] = [0, 0, 0];
  for (let row = 0; row < inside.length; row += 1) {
    const value = inside[row] as number;
    // NaN and infinite values minus themselves are NaN.
    if (value - value !== 0) notFinite += 1;
    else if (value === 0) zero += 1;
    else if (value < 0) negative += 1;
  }
  return { total: inside.length, zero, negative, notFinite };
}
