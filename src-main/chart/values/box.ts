import { quantile } from '#analysis/statistics/summary';

/** A box plot after Tukey. */
export interface Box {
  /** The ends of the whiskers: the outermost values within 1.5 times the distance of the quartiles from the box. */
  low: number;
  quartile1: number;
  median: number;
  quartile3: number;
  high: number;
}

/** The box of values in ascending order, of which there is one at least. */
export function boxOf(rising: readonly number[]): Box {
  const [quartile1, median, quartile3] = [0.25, 0.5, 0.75].map((part) =>
    quantile(rising, part),
  ) as [number, number, number];
  const reach = 1.5 * (quartile3 - quartile1);
  const within = rising.filter((value) => value >= quartile1 - reach && value <= quartile3 + reach);
  // A quartile between two values may have no value beyond it that is within reach.
  const low = Math.min(quartile1, ...within);
  const high = Math.max(quartile3, ...within);
  return { low, quartile1, median, quartile3, high };
}
