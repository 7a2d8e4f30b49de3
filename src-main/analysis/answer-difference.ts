import {
  describeCount,
  describeLevel,
  describeP,
  formatInterval,
  type AnswerFormat,
} from './answer-format';
import type { BaselineComparison, GroupComparison } from './compare-groups';
import type { Interval } from './statistics/interval';

/** A group as the sentences name it. */
export interface LabelledGroup extends GroupComparison {
  label: string;
  /** The label as it begins a sentence. */
  opening: string;
}

/** How a group differs from the baseline, and what may be said of it. */
export function describeDifference(
  group: LabelledGroup,
  named: readonly LabelledGroup[],
  format: AnswerFormat,
  noun: string,
  level: number,
): string {
  const { baseline: test } = group;
  const baseline = named.find(({ key }) => key === test?.key);
  if (!test || !baseline) return 'not compared';
  const size = describeSize(test, format);
  if (!test.interval)
    return `${size}, but ${describeTooFew(group, baseline, noun)}: not told apart`;
  const seeds = countBoth(group.n, baseline.n, noun);
  const interval = `${describeLevel(level)} % interval ${formatInterval(format, towardsImprovement(test))}`;
  return `${size}, ${interval}: ${describeVerdict(test, [group, baseline], seeds, named)}`;
}

/** Which side has a single value, so that nothing is known of its spread. */
function describeTooFew(group: LabelledGroup, baseline: LabelledGroup, noun: string): string {
  const single = group.n === 1 ? group : baseline;
  const who = group.n === baseline.n ? 'each' : `of ${single.label}`;
  return `one ${noun} ${who} gives no interval`;
}

function describeSize({ improvement }: BaselineComparison, format: AnswerFormat): string {
  if (improvement === 0) return 'no difference';
  return `${format.difference(Math.abs(improvement))} ${improvement > 0 ? 'better' : 'worse'}`;
}

/** The interval of what is named: of how much better, or how much worse. */
function towardsImprovement({ difference, interval }: BaselineComparison): Interval {
  const { low, high } = interval ?? { low: Number.NaN, high: Number.NaN };
  return difference < 0 ? { low: -high, high: -low } : { low, high };
}

function describeVerdict(
  test: BaselineComparison,
  sides: readonly [LabelledGroup, LabelledGroup],
  seeds: string,
  named: readonly LabelledGroup[],
): string {
  const compared = named.filter(({ baseline }) => baseline !== null).length;
  switch (test.reason) {
    case 'diverged': {
      const winner = test.improvement > 0 ? sides[0] : sides[1];
      return `not told apart, since ${winner.diverged.length} of ${winner.runs} runs of ${winner.label} diverged`;
    }
    case 'manyComparisons':
      return `not told apart by ${seeds} once corrected for ${compared} comparisons`;
    case 'tooFew':
    case 'spread':
      return `not told apart by ${seeds}`;
    case null:
      return `told apart by ${seeds} (${describeTest(test, compared)})`;
  }
}

function describeTest({ adjustedP, test }: BaselineComparison, compared: number): string {
  const paired = test === 'paired' ? ', paired by seed' : '';
  return `${describeP(adjustedP ?? 1)}${paired}${compared > 1 ? `, corrected for ${compared} comparisons` : ''}`;
}

/** `5 seeds`, `5 and 3 seeds`. */
function countBoth(a: number, b: number, noun: string): string {
  return a === b ? describeCount(a, noun) : `${a} and ${b} ${noun}s`;
}
