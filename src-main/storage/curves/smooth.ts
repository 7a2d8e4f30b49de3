import { MovingAverage } from '#spec/moving-average';

/** The moving average of a whole curve: what lies before the visible part belongs to it. */
export function smooth(values: Float64Array, smoothing: number): Float64Array {
  if (smoothing === 0) return values;
  const average = new MovingAverage(smoothing);
  const smoothed = new Float64Array(values.length);
  for (let row = 0; row < values.length; row += 1) smoothed[row] = average.add(values[row] ?? NaN);
  return smoothed;
}
