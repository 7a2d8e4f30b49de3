import { countAbove } from './mann-whitney';
import { mean, variance } from './summary';
import { gammaRatio } from './student-t';

/**
 * Hedges' g: the difference of means in pooled standard deviations, times the factor that takes out its bias in small
 * samples (Hedges 1981, exact). Null where a side has fewer than two values or nothing varies.
 */
export function hedgesG(a: readonly number[], b: readonly number[]): number | null {
  if (a.length < 2 || b.length < 2) return null;
  const df = a.length + b.length - 2;
  const pooled = ((a.length - 1) * variance(a) + (b.length - 1) * variance(b)) / df;
  const g = ((mean(a) - mean(b)) / Math.sqrt(pooled)) * biasFactor(df);
  return Number.isFinite(g) ? g : null;
}

/** Γ(df / 2) / (√(df / 2) Γ((df − 1) / 2)). */
function biasFactor(df: number): number {
  return gammaRatio((df - 1) / 2) / Math.sqrt(df / 2);
}

/**
 * The probability that a run of `a` is better than one of `b`, where equal ones count half (rliable, Agarwal et al.
 * 2021). Null where a side is empty.
 */
export function probabilityOfImprovement(
  a: readonly number[],
  b: readonly number[],
  isSmallerBetter: boolean,
): number | null {
  if (a.length === 0 || b.length === 0) return null;
  const better = isSmallerBetter ? countAbove(b, a) : countAbove(a, b);
  return better / (a.length * b.length);
}
