import type { Direction } from './field-direction';
import type { RunValue } from './group-mean';
import { hedgesG, probabilityOfImprovement } from './statistics/effect-size';
import type { Interval } from './statistics/interval';
import { mannWhitneyTest } from './statistics/mann-whitney';
import { permutationTest, signFlipTest } from './statistics/permutation';
import { pairedTest, welchTest } from './statistics/t-test';

/** What is known of a group before it is compared. */
export interface Sample {
  key: string;
  values: readonly RunValue[];
  /** Ids of runs whose value is not finite. */
  diverged: readonly string[];
}

export interface DifferenceTests {
  /** Key of the baseline. */
  key: string;
  /** Which of two values is the better one; null where neither is. */
  direction: Direction | null;
  /**
   * By how much the mean of the group is better than that of the baseline: negative where it is worse. Where neither of two
   * values is better, by how much it is larger.
   */
  improvement: number;
  /** For the improvement, by Student's t; null where a side has fewer than two values. */
  interval: Interval | null;
  /** Pairs of runs of the same seed; 0 where the seeds of both sides are not the same. */
  pairs: number;
  /**
   * The test that decides: the t test of pairs, or Welch's. Where no value varies a t test would be certain after two
   * runs, so the permutation test decides.
   */
  test: 'paired' | 'welch' | 'permutation';
  /** Of the test that decides; null where a side has fewer than two values. */
  p: number | null;
  welchP: number | null;
  pairedP: number | null;
  /** Of pairs by changing signs, else by dealing the values anew. */
  permutationP: number | null;
  mannWhitneyP: number | null;
  /** Of the improvement. */
  hedgesG: number | null;
  /** Null where neither of two values is better. */
  probabilityOfImprovement: number | null;
}

/** Why a group is called neither better nor worse. */
export type UndecidedReason =
  /** A side has fewer than two values, so there is no interval. */
  | 'tooFew'
  /** The interval holds zero, or the p-value is too large. */
  | 'spread'
  /** The difference would stand alone, but not among as many comparisons. */
  | 'manyComparisons'
  /** Runs of the side that would win have diverged: the mean of the others flatters it. */
  | 'diverged';

export interface BaselineComparison extends DifferenceTests {
  /** The p-value, corrected for all comparisons by Holm's method. */
  adjustedP: number | null;
  verdict: 'better' | 'worse' | 'undecided';
  /** Null unless undecided. */
  reason: UndecidedReason | null;
}

/** Compares the values of two groups; null where one of them has none. */
export function testDifference(
  group: Sample,
  baseline: Sample,
  direction: Direction | null,
  level: number,
): DifferenceTests | null {
  const pairs = pairBySeed(group.values, baseline.values);
  const [a, b] = pairs ?? [numbersOf(group.values), numbersOf(baseline.values)];
  if (a.length === 0 || b.length === 0) return null;
  const welch = welchTest(a, b, level);
  const paired = pairs ? pairedTest(a, b, level) : null;
  const main = paired ?? welch;
  const permutationP = pairs
    ? signFlipTest(a.map((value, index) => value - (b[index] ?? 0)))
    : permutationTest(a, b);
  const isCertain = main.interval !== null && main.p === null;
  const isReversed = direction === 'smaller';
  const effect = hedgesG(a, b);
  return {
    key: baseline.key,
    direction,
    improvement: isReversed ? reverse(main.difference) : main.difference,
    interval: isReversed ? reverseInterval(main.interval) : main.interval,
    pairs: pairs ? a.length : 0,
    test: isCertain ? 'permutation' : paired ? 'paired' : 'welch',
    p: isCertain ? permutationP : main.p,
    welchP: welch.p,
    pairedP: paired?.p ?? null,
    permutationP,
    mannWhitneyP: mannWhitneyTest(a, b),
    hedgesG: isReversed && effect !== null ? reverse(effect) : effect,
    probabilityOfImprovement:
      direction === null ? null : probabilityOfImprovement(a, b, isReversed),
  };
}

/** Without the sign of a zero. */
function reverse(value: number): number {
  return 0 - value;
}

function reverseInterval(interval: Interval | null): Interval | null {
  return interval && { low: reverse(interval.high), high: reverse(interval.low) };
}

function numbersOf(values: readonly RunValue[]): number[] {
  return values.map(({ value }) => value);
}

/** The values of both sides in the order of seeds; null unless both have the same seeds, each once, and two of them. */
function pairBySeed(a: readonly RunValue[], b: readonly RunValue[]): [number[], number[]] | null {
  const bySeed = (values: readonly RunValue[]): RunValue[] =>
    [...values].sort((x, y) => (x.seed ?? 0) - (y.seed ?? 0));
  const [sortedA, sortedB] = [bySeed(a), bySeed(b)];
  const areSame =
    a.length === b.length &&
    a.length > 1 &&
    new Set(a.map(({ seed }) => seed)).size === a.length &&
    sortedA.every(({ seed }, index) => seed !== null && seed === sortedB[index]?.seed);
  return areSame ? [numbersOf(sortedA), numbersOf(sortedB)] : null;
}

/**
 * Better or worse only where the interval of the difference excludes zero, the corrected p-value is below 1 − level, and
 * no run of the side that wins has diverged.
 */
export function judgeDifference(
  tests: DifferenceTests,
  adjustedP: number | null,
  { group, baseline }: { group: Sample; baseline: Sample },
  level: number,
): BaselineComparison {
  const winner = tests.improvement > 0 ? group : baseline;
  const reason = findDoubt(tests, adjustedP, winner, level);
  const verdict = reason ? 'undecided' : tests.improvement > 0 ? 'better' : 'worse';
  return { ...tests, adjustedP, verdict, reason };
}

function findDoubt(
  { interval, p }: DifferenceTests,
  adjustedP: number | null,
  winner: Sample,
  level: number,
): UndecidedReason | null {
  const alpha = 1 - level;
  if (!interval || p === null || adjustedP === null) return 'tooFew';
  if ((interval.low <= 0 && interval.high >= 0) || p >= alpha) return 'spread';
  if (adjustedP >= alpha) return 'manyComparisons';
  return winner.diverged.length > 0 ? 'diverged' : null;
}
