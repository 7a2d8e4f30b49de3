import { countNoun } from '#spec/count-noun';
import { quote } from '#spec/quote';
import { describeCosts } from './answer-costs';
import { describeDifference, type LabelledGroup } from './answer-difference';
import { answerFormat, formatPlusMinus, type AnswerFormat } from './answer-format';
import { compareGroups, type CompareOptions, type GroupComparison } from './compare-groups';
import { labelGroups, type RunGroup } from './group-runs';
import { describeField } from './describe-field';
import type { GroupMean } from './group-mean';
import { intervalName } from './interval-name';
import { describeMixedSettings } from './mixed-settings';
import { describeRepeats } from './repeated-runs';
import { describeLengths } from './run-lengths';
import { openSentence } from './sentence-opening';
import type { RunField } from './run-field';

export interface AnswerOptions extends CompareOptions {
  /** Labels of groups by key; left out: those of `labelGroups`. */
  labels?: ReadonlyMap<string, string>;
  /** What `compareGroups` has found with the same options, where that is known already. */
  comparisons?: readonly GroupComparison[];
  /** Groups against another one than the baseline: differences that are told besides, of groups that are compared. */
  further?: readonly GroupComparison[];
  /** Whether the difference of two groups is told apart from the lead, as those of more groups are. */
  hasOwnDifferences?: boolean;
}

/** What groups say in a field, as sentences. */
export interface Answer {
  /** The values; of two groups with their difference. */
  lead: string;
  /** How each of more groups differs from its baseline. */
  differences: string[];
  /**
   * Whether the runs of a group are alike, and all are equally long, and which of them repeat others; time and steps; which runs have no value; what the
   * figures are.
   */
  notes: string[];
}

/**
 * The answer in one list of sentences.
 *
 *     DNI 1.62 % ± 0.05, backprop 1.70 % ± 0.04 (5 seeds each): 0.08 points better, 95 % interval (t) 0.01 worse
 *     to 0.17 better: not told apart by 5 seeds.
 */
export function describeAnswer(
  groups: readonly RunGroup[],
  field: RunField,
  options: AnswerOptions = {},
): string[] {
  if (groups.length === 0) return ['There are no runs to compare.'];
  const { lead, differences, notes } = readAnswer(groups, field, options);
  return [lead, ...differences, ...notes];
}

/** What the groups say in a field, and how they differ from the baseline. */
export function readAnswer(
  groups: readonly RunGroup[],
  field: RunField,
  {
    labels = labelGroups(groups),
    comparisons,
    further = [],
    hasOwnDifferences = groups.length !== 2,
    ...options
  }: AnswerOptions = {},
): Answer {
  const level = options.level ?? 0.95;
  const byKey = new Map(groups.map((group) => [group.key, group]));
  const nameGroup = (comparison: GroupComparison): LabelledGroup => {
    const label = labels.get(comparison.key) ?? comparison.key;
    const opening = openSentence(label, byKey.get(comparison.key) ?? { runs: [] });
    return { ...comparison, label, opening };
  };
  const named = (comparisons ?? compareGroups(groups, field, options)).map(nameGroup);
  const format = answerFormat(field, named);
  return {
    ...describeResult(named, format, nounOf(groups), {
      level,
      hasOwnDifferences,
      further: further.map(nameGroup),
    }),
    notes: [
      ...describeMixedSettings(groups, labels),
      ...describeLengths(groups, labels),
      ...describeRepeats(groups),
      ...describeCosts(groups, field, labels),
      ...named.flatMap(describeRunsWithout),
      describeFigures(field, named, level),
    ],
  };
}

/** Runs are seeds where no group has two of the same seed. */
function nounOf(groups: readonly RunGroup[]): 'seed' | 'run' {
  return groups.every(({ runs }) => new Set(runs.map(({ seed }) => seed)).size === runs.length)
    ? 'seed'
    : 'run';
}

function describeResult(
  named: readonly LabelledGroup[],
  format: AnswerFormat,
  noun: string,
  {
    level,
    hasOwnDifferences,
    further,
  }: { level: number; hasOwnDifferences: boolean; further: readonly LabelledGroup[] },
): Omit<Answer, 'notes'> {
  const all = [...named, ...further];
  const compared = all.filter((group) => group.baseline !== null);
  const [only] = compared;
  if (hasOwnDifferences || !only?.baseline) {
    const list = describeValues(named, format, noun);
    const differences = compared.map((group) => {
      const baseline = named.find(({ key }) => key === group.baseline?.key);
      return `${group.opening} against ${baseline?.label ?? ''}: ${describeDifference(group, all, format, noun, level)}.`;
    });
    return { lead: `${list}.`, differences };
  }
  const order = [only, ...named.filter((group) => group !== only)];
  const list = describeValues(order, format, noun);
  const difference = describeDifference(only, named, format, noun, level);
  return { lead: `${list}: ${difference}.`, differences: [] };
}

/** `DNI 1.62 % ± 0.05, backprop 1.70 % ± 0.04 (5 seeds each)`; every group has its number where they differ. */
function describeValues(
  named: readonly LabelledGroup[],
  format: AnswerFormat,
  noun: string,
): string {
  const [first] = named;
  const isEqual = named.every(({ n }) => n === first?.n);
  const texts = named.map((group) => {
    // In quotes, `none` is no word of the sentence.
    if (group.mean === null) return `${quote(group.label)} has no value`;
    const name = group === first ? group.opening : group.label;
    const text = `${name} ${formatPlusMinus(format, group.mean, group.interval)}`;
    return isEqual || group.n === 0 ? text : `${text} (${countNoun(group.n, noun)})`;
  });
  if (!first || !isEqual || first.n === 0) return texts.join(', ');
  return `${texts.join(', ')} (${countNoun(first.n, noun)}${named.length > 1 ? ' each' : ''})`;
}

/** What has to be said of runs that are not in the mean. */
export function describeRunsWithout({
  label,
  runs,
  n,
  diverged,
  failed,
  missing,
}: GroupMean & { label: string }): string[] {
  const kinds = [
    [diverged.length, 'diverged'],
    [failed.length, 'failed before a value was measured'],
    [missing.length, missing.length === 1 ? 'has no value' : 'have no value'],
  ] as const;
  const without = n > 0 ? ', and its mean is of the others' : '';
  return kinds
    .filter(([number]) => number > 0)
    .map(([number, what]) => `${countOf(number, runs)} of ${label} ${what}${without}.`);
}

/** `2 of 5 runs`, `All 5 runs`, `The run`. */
function countOf(number: number, all: number): string {
  if (number < all) return `${number} of ${countNoun(all, 'run')}`;
  return all === 1 ? 'The run' : `All ${all} runs`;
}

/** `Test error at the step that validation has chosen; ± is half of the 95 % interval (t) of the mean, …` */
function describeFigures(field: RunField, named: readonly LabelledGroup[], level: number): string {
  const margins = named.some(({ interval }) => interval !== null)
    ? `; ± is half of the ${intervalName('t', level)} of the mean`
    : '';
  return `${describeField(field)}${margins}.`;
}
