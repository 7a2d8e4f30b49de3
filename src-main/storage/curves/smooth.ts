/**
 * Exponential moving average with bias correction, as in Adam (Kingma and Ba 2015, section 3): s ← βs + (1 − β)v starts
 * at zero, and s / (1 − βⁿ) is the average after n values. β is the `smoothing`, 0 to below 1; with 0 the values are
 * returned. A value that is NaN or infinite stays as it is and does not enter the average. The whole curve is smoothed:
 * what lies before the visible part belongs to it. The averages are written into `into` where that is given.
 */
export function smooth(
  values: Float64Array,
  smoothing: number,
  into: Float64Array = new Float64Array(smoothing === 0 ? 0 : values.length),
): Float64Array {
  if (smoothing === 0) return values;
  const weight = 1 - smoothing;
  let average = 0;
  // βⁿ. Once it is too small to change the divisor, nothing is corrected any more.
  let bias = 1;
  let row = 0;
  for (; row < values.length && 1 - bias !== 1; row += 1) {
    const value = values[row] as number;
    if (value - value === 0) {
      average = smoothing * average + weight * value;
      bias *= smoothing;
      into[row] = average / (1 - bias);
    } else into[row] = value;
  }
  for (; row < values.length; row += 1) {
    const value = values[row] as number;
    if (value - value === 0) into[row] = average = smoothing * average + weight * value;
    else into[row] = value;
  }
  return into;
}
