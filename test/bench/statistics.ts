export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** Interpolates linearly between neighbouring values; NaN of an empty list. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const position = share * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(position)], sorted[Math.ceil(position)]];
  if (low === undefined || high === undefined) return Number.NaN;
  return low + (high - low) * (position - Math.floor(position));
}

/** The distance between the quartiles. */
export function interquartileRange(values: readonly number[]): number {
  return quantile(values, 0.75) - quantile(values, 0.25);
}

/**
 * Ratios round by round: load on the machine slows down all contenders of a round, so it cancels out.
 */
export function ratios(times: readonly number[], baseline: readonly number[]): number[] {
  return times.map((value, round) => value / (baseline[round] ?? Number.NaN));
}
