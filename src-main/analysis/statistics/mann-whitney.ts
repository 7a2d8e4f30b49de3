import { normalTwoSided } from './normal';

/** Up to so many values in the smaller group, the distribution of U without ties is worked out. */
const maxExact = 8;

/**
 * How often a value of `a` is above one of `b`, over all pairs, where equal ones count half: the statistic U of Mann
 * and Whitney.
 */
export function countAbove(a: readonly number[], b: readonly number[]): number {
  let above = 0;
  for (const x of a) for (const y of b) above += x > y ? 1 : x === y ? 0.5 : 0;
  return above;
}

/**
 * The two-sided p-value of whether values of one group tend to be larger, as `scipy.stats.mannwhitneyu(a, b)`: exact for
 * small groups without ties, else by the normal distribution with the corrections for ties and continuity. Null where a
 * group is empty.
 */
export function mannWhitneyTest(a: readonly number[], b: readonly number[]): number | null {
  if (a.length === 0 || b.length === 0) return null;
  const above = countAbove(a, b);
  const larger = Math.max(above, a.length * b.length - above);
  const ties = countTies([...a, ...b]);
  const isExact = Math.min(a.length, b.length) <= maxExact && ties.every((count) => count === 1);
  return isExact
    ? Math.min(1, 2 * exactTail(larger, a.length, b.length))
    : asymptotic(larger, a.length, b.length, ties);
}

/** How often each value occurs. */
function countTies(values: readonly number[]): number[] {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts.values()];
}

function asymptotic(u: number, n: number, m: number, ties: readonly number[]): number {
  const all = n + m;
  const tied = ties.reduce((sum, count) => sum + count ** 3 - count, 0);
  const deviation = Math.sqrt(((n * m) / 12) * (all + 1 - tied / (all * (all - 1))));
  const excess = u - (n * m) / 2 - 0.5;
  // Where all values are equal, nothing deviates.
  return deviation === 0 ? 1 : excess <= 0 ? 1 : normalTwoSided(excess / deviation);
}

/** P(U ≥ u) without ties, when every order of the values is as likely. */
function exactTail(u: number, n: number, m: number): number {
  const counts = countOrders(Math.min(n, m), Math.max(n, m));
  const all = counts.reduce((sum, count) => sum + count, 0);
  return counts.slice(u).reduce((sum, count) => sum + count, 0) / all;
}

/**
 * In how many orders of n and m values U is 0, 1, …, n m: the coefficients of the Gaussian binomial, the product of
 * (1 − qᵐ⁺ⁱ) / (1 − qⁱ) for i from 1 to n.
 */
function countOrders(n: number, m: number): Float64Array {
  const counts = new Float64Array(n * m + 1);
  counts[0] = 1;
  for (let i = 1; i <= n; i++) {
    for (let at = counts.length - 1; at >= m + i; at--)
      counts[at] = (counts[at] ?? 0) - (counts[at - m - i] ?? 0);
    for (let at = i; at < counts.length; at++)
      counts[at] = (counts[at] ?? 0) + (counts[at - i] ?? 0);
  }
  return counts;
}
