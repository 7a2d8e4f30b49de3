import type { MetricRows } from './metrics';

/**
 * Exponential moving average, corrected for its start at zero: s ← βs + (1−β)v, shown as
 * s / (1 − βⁿ) after n values (Kingma and Ba 2015, section 3). `smoothing` is β; 0 changes nothing.
 * Values that are no numbers stay as they are and do not enter the average.
 */
export function smooth(values: Float64Array, smoothing: number): Float64Array {
  if (smoothing === 0) return values;
  const smoothed = new Float64Array(values.length);
  let average = 0;
  let weight = 1;
  for (const [index, value] of values.entries()) {
    if (!Number.isFinite(value)) {
      smoothed[index] = value;
      continue;
    }
    average = smoothing * average + (1 - smoothing) * value;
    weight *= smoothing;
    smoothed[index] = average / (1 - weight);
  }
  return smoothed;
}

/**
 * Which rows to draw so that a chart of `points / 2` columns looks as if all were drawn: of each
 * column its smallest and its largest value, in their order, and the very first and last row. Rows
 * whose value is not a number are left out. At most `points` indices, rising.
 */
export function decimate(
  { step, value }: Pick<MetricRows, 'step' | 'value'>,
  points: number,
): number[] {
  const drawn: number[] = [];
  for (let row = 0; row < value.length; row += 1) if (Number.isFinite(value[row])) drawn.push(row);
  if (drawn.length <= points) return drawn;

  const at = (column: Float64Array, row: number): number => column[row] ?? 0;
  const first = drawn[0] ?? 0;
  const last = drawn[drawn.length - 1] ?? 0;
  const buckets = Math.max(1, Math.floor((points - 2) / 2));
  const origin = at(step, first);
  const width = (at(step, last) - origin) / buckets || 1;
  const kept = new Set([first]);
  let row = 0;
  for (let bucket = 0; bucket < buckets; bucket += 1) {
    const end = bucket === buckets - 1 ? Infinity : origin + (bucket + 1) * width;
    let low = -1;
    let high = -1;
    for (; row < drawn.length && at(step, drawn[row] ?? 0) < end; row += 1) {
      const here = drawn[row] ?? 0;
      if (low < 0 || at(value, here) < at(value, low)) low = here;
      if (high < 0 || at(value, here) > at(value, high)) high = here;
    }
    if (low < 0) continue;
    kept.add(Math.min(low, high));
    kept.add(Math.max(low, high));
  }
  kept.add(last);
  return [...kept].sort((a, b) => a - b);
}
