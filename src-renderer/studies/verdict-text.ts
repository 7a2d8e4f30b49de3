import { describeP } from '#analysis/answer-format';
import type { BaselineComparison } from '#analysis/compare-groups';
import { countNoun } from '#spec/count-noun';
import { capitalize } from '#spec/letter-case';
import { formatNumber } from '../stores/format';

/** What a difference to the baseline allows to say. */
export function verdictLabel({ verdict }: BaselineComparison): string {
  return verdict === 'undecided' ? 'not told apart' : verdict;
}

const reasons = {
  tooFew: 'An interval of the difference needs two values on each side.',
  spread:
    'The runs differ too much among themselves: the 95 % interval (t) of the difference holds zero.',
  manyComparisons:
    'Alone the difference would stand out, but not among as many comparisons (Holm’s correction).',
  diverged: 'Runs of the side that would win have diverged: the mean of the others flatters it.',
} as const;

/** Why the verdict is what it is, in sentences. */
export function explainVerdict(comparison: BaselineComparison, n: number): string {
  const { reason, adjustedP, verdict } = comparison;
  const p = adjustedP === null ? '' : ` ${describeP(adjustedP)}, corrected for all comparisons.`;
  if (reason !== null) return `${reasons[reason]}${p}`;
  return `${verdict === 'better' ? 'Better' : 'Worse'} than the baseline with ${countNoun(n, 'run')}: the 95 % interval (t) of the difference excludes zero.${p}`;
}

const tests = { paired: 'paired t test', welch: 'Welch’s t test', permutation: 'permutation test' };

/** How a difference was tested, and the figures beside it. */
export function explainDifference(comparison: BaselineComparison, baseline: string): string {
  const { pairs, test, p, hedgesG, probabilityOfImprovement } = comparison;
  const how =
    pairs > 0 ? `paired by ${countNoun(pairs, 'seed')}` : 'not paired, since the seeds differ';
  return [
    `By how much the mean is better than that of ${baseline}, ${how}, with the 95 % interval (t); below zero it is worse.`,
    ...(p === null ? [] : [`${capitalize(tests[test])}: ${describeP(p)}.`]),
    ...(hedgesG === null ? [] : [`Hedges’ g ${formatNumber(hedgesG, 2)}.`]),
    ...(probabilityOfImprovement === null
      ? []
      : [
          `A run is better than one of the baseline with probability ${formatNumber(probabilityOfImprovement, 2)}.`,
        ]),
  ].join(' ');
}
