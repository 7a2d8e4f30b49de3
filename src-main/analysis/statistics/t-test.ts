import { tInterval, type Interval } from './interval';
import { mean, standardError } from './summary';
import { studentTwoSided } from './student-t';

/** A test of whether two means differ. */
export interface MeanTest {
  /** Mean of the first minus mean of the second. */
  difference: number;
  /** Null where a side has fewer than two values. */
  interval: Interval | null;
  t: number;
  df: number;
  /** Two-sided. Null where it cannot be computed: too few values, or values without any spread. */
  p: number | null;
}

/** Welch's test, for samples of different variance and size: `scipy.stats.ttest_ind(a, b, equal_var=False)`. */
export function welchTest(a: readonly number[], b: readonly number[], level: number): MeanTest {
  const [errorA, errorB] = [standardError(a) ** 2, standardError(b) ** 2];
  // The degrees of freedom of Welch and Satterthwaite.
  const df = (errorA + errorB) ** 2 / (errorA ** 2 / (a.length - 1) + errorB ** 2 / (b.length - 1));
  return testOf(mean(a) - mean(b), Math.sqrt(errorA + errorB), df, level, [...a, ...b]);
}

/** The test of pairs: `scipy.stats.ttest_rel(a, b)`. Values at the same index are a pair. */
export function pairedTest(a: readonly number[], b: readonly number[], level: number): MeanTest {
  const differences = a.map((value, index) => value - (b[index] ?? Number.NaN));
  return testOf(mean(differences), standardError(differences), differences.length - 1, level, [
    ...a,
    ...b,
  ]);
}

/** A spread that is only rounding counts as none: t would be huge and say nothing. */
const roundingError = 1e-13;

function testOf(
  difference: number,
  error: number,
  df: number,
  level: number,
  values: readonly number[],
): MeanTest {
  const size = Math.max(...values.map(Math.abs));
  if (Number.isNaN(error)) return { difference, interval: null, t: Number.NaN, df, p: null };
  if (error <= roundingError * size) {
    const t = difference / 0;
    return {
      difference,
      interval: { low: difference, high: difference },
      t,
      df: Number.NaN,
      p: null,
    };
  }
  const t = difference / error;
  return {
    difference,
    interval: tInterval(difference, error, df, level),
    t,
    df,
    p: studentTwoSided(t, df),
  };
}
