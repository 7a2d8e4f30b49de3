import { countNoun } from '#spec/count-noun';
import { describeP, formatSides, type AnswerFormat } from './answer-format';
import type { BaselineComparison, GroupComparison } from './compare-groups';
import { intervalName } from './interval-name';

/** A group as the sentences name it. */
export interface LabelledGroup extends GroupComparison {
  label: string;
  /** The label as it begins a sentence. */
  opening: string;
}

/**
 * How a group differs from the baseline, and what may be said of it. The interval says of both its ends on which side of
 * the baseline they are, so that no sign has to be known.
 */
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
  const interval = `${intervalName('t', level)} ${formatSides(format, test.interval, sidesOf(test))}`;
  return `${size}, ${interval}: ${describeVerdict(test, [group, baseline], seeds, named)}`;
}

/** Which side has a single value, so that nothing is known of its spread. */
function describeTooFew(group: LabelledGroup, baseline: LabelledGroup, noun: string): string {
  const single = group.n === 1 ? group : baseline;
  const who = group.n === baseline.n ? 'each' : `of ${single.label}`;
  return `one ${noun} ${who} gives no interval`;
}

/** `0.08 points better`, `less than 0.01 points worse`, `no difference`. */
function describeSize(test: BaselineComparison, format: AnswerFormat): string {
  const { improvement } = test;
  if (improvement === 0) return 'no difference';
  const size = format.isZero(improvement)
    ? `less than ${format.difference(format.least)}`
    : format.difference(Math.abs(improvement));
  return `${size} ${nameSide(test)}`;
}

/** On which side of the baseline the mean of a group is. */
export function nameSide({
  direction,
  improvement,
}: Pick<BaselineComparison, 'direction' | 'improvement'>): string {
  const [above, below] = sidesOf({ direction });
  return improvement > 0 ? above : below;
}

function sidesOf({
  direction,
}: Pick<BaselineComparison, 'direction'>): readonly [above: string, below: string] {
  return direction === null ? ['larger', 'smaller'] : ['better', 'worse'];
}

/** `better`, `worse`, `larger`, `smaller`, `not told apart`. */
export function nameVerdict(test: BaselineComparison): string {
  return test.verdict === 'undecided' ? 'not told apart' : nameSide(test);
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
      return `not told apart, since ${winner.diverged.length} of ${countNoun(winner.runs, 'run')} of ${winner.label} diverged`;
    }
    case 'manyComparisons':
      return `not told apart by ${seeds} once corrected for ${countNoun(compared, 'comparison')}`;
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
  return a === b ? countNoun(a, noun) : `${a} and ${countNoun(b, noun)}`;
}
