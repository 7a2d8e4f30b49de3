/** Figures of a sample. NaN where it is too small for one; the samples hold finite numbers only. */

export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let at = 0; at < values.length; at++) sum += values[at] ?? 0;
  return sum / values.length;
}

/** Sum of squared differences from the mean. */
function sumOfSquares(values: ArrayLike<number>): number {
  const center = mean(values);
  let sum = 0;
  for (let at = 0; at < values.length; at++) sum += ((values[at] ?? 0) - center) ** 2;
  return sum;
}

/** The unbiased variance, by n − 1. */
export function variance(values: ArrayLike<number>): number {
  return values.length < 2 ? Number.NaN : sumOfSquares(values) / (values.length - 1);
}

export function standardDeviation(values: ArrayLike<number>): number {
  return Math.sqrt(variance(values));
}

/** Standard error of the mean. */
export function standardError(values: ArrayLike<number>): number {
  return Math.sqrt(variance(values) / values.length);
}

export function median(values: ArrayLike<number>): number {
  return quantile(sorted(values), 0.5);
}

export function sorted(values: ArrayLike<number>): Float64Array {
  return Float64Array.from(values).sort();
}

/** The quantile of values in rising order, between two of them by linear interpolation: the default of NumPy. */
export function quantile(rising: ArrayLike<number>, part: number): number {
  const place = part * (rising.length - 1);
  const below = rising[Math.floor(place)] ?? Number.NaN;
  const above = rising[Math.ceil(place)] ?? Number.NaN;
  return below + (above - below) * (place - Math.floor(place));
}

/**
 * The mean without the lowest and the highest quarter of the values (Agarwal et al. 2021, rliable). As
 * `scipy.stats.trim_mean(values, 0.25)`, it leaves out whole values: ⌊n / 4⌋ at both ends, none of three.
 */
export function interquartileMean(values: ArrayLike<number>): number {
  const cut = Math.floor(values.length / 4);
  return mean(sorted(values).subarray(cut, values.length - cut));
}
