import { mean, standardError } from './summary';
import { studentQuantile } from './student-t';

/** An interval for an unknown figure. */
export interface Interval {
  low: number;
  high: number;
}

/** The interval around an estimate by Student's t; null where the standard error or the degrees of freedom are missing. */
export function tInterval(
  estimate: number,
  error: number,
  df: number,
  level: number,
): Interval | null {
  if (!Number.isFinite(error) || !(df > 0)) return null;
  const half = error * studentQuantile((1 + level) / 2, df);
  return { low: estimate - half, high: estimate + half };
}

/** The interval for the mean of what the values are a sample of; null for fewer than two. */
export function meanInterval(values: ArrayLike<number>, level: number): Interval | null {
  if (values.length < 2) return null;
  return tInterval(mean(values), standardError(values), values.length - 1, level);
}
