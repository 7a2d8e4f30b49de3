import { randomSource } from './random';
import { mean } from './summary';

/** As many permutations are worked out one by one; of more, so many are drawn. */
const maxExact = 20_000;
const draws = 9_999;

/**
 * The two-sided p-value of the difference of means when the values are dealt to the two groups anew, as
 * `scipy.stats.permutation_test` with `permutation_type='independent'`: twice the smaller of both tails. Null where a
 * group is empty. All deals are counted where they are few; else 9,999 are drawn with a fixed seed, and the observed one
 * counts as one more (Phipson and Smyth 2010).
 */
export function permutationTest(a: readonly number[], b: readonly number[]): number | null {
  if (a.length === 0 || b.length === 0) return null;
  const values = [...a, ...b];
  const total = values.reduce((sum, value) => sum + value, 0);
  const differenceOf = (sumA: number): number => sumA / a.length - (total - sumA) / b.length;
  const tails = new Tails(mean(a) - mean(b));
  if (countCombinations(values.length, a.length) <= maxExact) {
    forEachSum(values, a.length, (sum) => {
      tails.add(differenceOf(sum));
    });
    return tails.pExact();
  }
  const random = randomSource(1);
  for (let draw = 0; draw < draws; draw++) {
    let sum = 0;
    // The first places of a shuffle (Fisher and Yates) are the first group.
    for (let at = 0; at < a.length; at++) {
      const other = at + Math.floor(random() * (values.length - at));
      [values[at], values[other]] = [values[other] ?? 0, values[at] ?? 0];
      sum += values[at] ?? 0;
    }
    tails.add(differenceOf(sum));
  }
  return tails.pDrawn();
}

/**
 * The two-sided p-value of a mean of paired differences when each of them changes its sign at random, as
 * `scipy.stats.permutation_test` with `permutation_type='samples'`. Null without pairs.
 */
export function signFlipTest(differences: readonly number[]): number | null {
  const n = differences.length;
  if (n === 0) return null;
  const tails = new Tails(mean(differences));
  if (2 ** n <= maxExact) {
    for (let signs = 0; signs < 2 ** n; signs++)
      tails.add(mean(differences.map((value, at) => ((signs >> at) & 1 ? -value : value))));
    return tails.pExact();
  }
  const random = randomSource(1);
  for (let draw = 0; draw < draws; draw++)
    tails.add(mean(differences.map((value) => (random() < 0.5 ? -value : value))));
  return tails.pDrawn();
}

/** Counts the permutations that are at least as far on either side as what was observed. */
class Tails {
  readonly #observed: number;
  /** Sums of the same values in another order differ by rounding. */
  readonly #tolerance: number;
  #less = 0;
  #greater = 0;
  #count = 0;

  constructor(observed: number) {
    this.#observed = observed;
    this.#tolerance = 1e-12 * Math.abs(observed);
  }

  add(value: number): void {
    this.#count += 1;
    if (value <= this.#observed + this.#tolerance) this.#less += 1;
    if (value >= this.#observed - this.#tolerance) this.#greater += 1;
  }

  pExact(): number {
    return Math.min(1, (2 * Math.min(this.#less, this.#greater)) / this.#count);
  }

  pDrawn(): number {
    return Math.min(1, (2 * (Math.min(this.#less, this.#greater) + 1)) / (this.#count + 1));
  }
}

/** Calls back with the sum of every subset of `size` values. */
function forEachSum(
  values: readonly number[],
  size: number,
  visit: (sum: number) => void,
  from = 0,
  sum = 0,
): void {
  if (size === 0) {
    visit(sum);
    return;
  }
  for (let at = from; at <= values.length - size; at++)
    forEachSum(values, size - 1, visit, at + 1, sum + (values[at] ?? 0));
}

/** n over k, or infinity once it is too many to work out. */
function countCombinations(n: number, k: number): number {
  let count = 1;
  for (let at = 1; at <= Math.min(k, n - k) && count <= maxExact; at++)
    count = (count * (n - at + 1)) / at;
  return count;
}
