import type { Interval } from './interval';
import { resamplesOf } from './resamples';
import { sorted } from './summary';
import { weightedQuantile } from './weighted-quantile';

/**
 * The percentile bootstrap: the middle part of what a statistic is of samples drawn from the values with replacement.
 * It is exact for up to six values and has 1,000 resamples of a fixed seed for more. The statistic sees values in rising
 * order. Null for fewer than two values.
 */
export function bootstrapInterval(
  values: readonly number[],
  statistic: (rising: Float64Array) => number,
  level: number,
): Interval | null {
  const n = values.length;
  if (n < 2) return null;
  const rising = sorted(values);
  const { indices, weights, count } = resamplesOf(n);
  const sample = new Float64Array(n);
  const statistics = new Float64Array(count);
  for (let at = 0; at < count; at++) {
    for (let place = 0; place < n; place++)
      sample[place] = rising[indices[at * n + place] ?? 0] ?? 0;
    statistics[at] = statistic(sample);
  }
  const shares = weights.slice();
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return {
    low: weightedQuantile(statistics, shares, (total * (1 - level)) / 2),
    high: weightedQuantile(statistics, shares, (total * (1 + level)) / 2),
  };
}
