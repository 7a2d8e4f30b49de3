import { countNoun } from '#spec/count-noun';
import { isSmallerBetter } from '#spec/metric-catalogue';
import { seedPath, type StudyContent } from '#spec/study';
import { readAnswer } from './answer';
import { nameVerdict } from './answer-difference';
import { answerFormat, formatImprovement, formatInterval, formatPlusMinus } from './answer-format';
import { intervalName } from './interval-name';
import { capitalize, lowerFirst } from '#spec/letter-case';
import { fieldTitle } from './run-field';
import { describeAbsent, type AbsentRuns } from './study-absent';
import { listAxisValues } from './study-axes';
import type { StudyGroup, StudyResult } from './study-result';
import { describeOpenRung } from './study-rung';
import { isOpen, type StudyMeasure } from './study-selection';
import { describeResumed, describeTrained } from './study-trained';

/** What a study has found, in sentences that the window and the command line share. */
export interface StudyAnswer {
  /** How far it is, where it is not the last word: `So far, 2 of 5 seeds`. */
  state: string | null;
  /** The answer itself: the values of a few groups, or the best of many. */
  lead: string;
  /** What the groups are against the baseline, and what may be said of the best. */
  differences: string[];
  /** What the answer is without: runs that were deleted, methods that the model does not allow. */
  warnings: string[];
  /** Time and steps, runs without a value, what the figures are. */
  notes: string[];
}

export interface AnswerSurroundings extends AbsentRuns {
  /** Sentences on what the study does not ask, as `describeLeftOut` gives them. */
  leftOut: readonly string[];
}

type Question = Pick<StudyContent, 'axes' | 'halving'>;

/** Groups whose values one sentence can list. */
const maxListed = 4;
/** Groups whose differences are told one by one. */
const maxCompared = 6;
/** Of more groups, the best ones that are named. */
const maxNamed = 3;

/**
 * The answer of a study. Groups that successive halving has stopped are not compared, since they have trained for fewer
 * steps. Of many groups the best one is named by the validation metric: the best of many test values would be chosen by the
 * test part itself.
 */
export function readStudyAnswer(
  study: Question,
  result: StudyResult,
  surroundings: AnswerSurroundings,
): StudyAnswer {
  const { measure, groups } = result;
  const warnings = [...describeAbsent(result, surroundings), ...surroundings.leftOut];
  const state = groups.length === 0 ? null : describeState(study, result);
  const hasValues = groups.some(({ comparison }) => comparison.mean !== null);
  const hasEnded = groups.some(
    ({ comparison }) => comparison.diverged.length + comparison.failed.length > 0,
  );
  if (!measure || !(hasValues || hasEnded)) {
    const what = measure ? 'finished' : 'measured anything';
    const lead = `No run has ${what} yet: the answer begins with the first ones.`;
    return { state, lead, differences: [], warnings, notes: [] };
  }
  const rung = describeOpenRung(study, groups, countCombinations(study, result));
  if (rung) return { ...rung, differences: [], warnings, notes: groups.flatMap(describeResumed) };
  const whole = groups.filter(({ stoppedAt }) => stoppedAt === null);
  const isList = areListed(study, groups);
  const isFew = isList || whole.length <= maxCompared;
  const ranked = rankGroups(whole, measure);
  const shown = isFew ? whole : ranked.slice(0, maxNamed).map(withoutBaseline);
  const answer = describeGroups(
    shown.map(withoutOpenRuns),
    measure,
    result,
    isList ? undefined : true,
  );
  // What each of many groups has cost stands in the table.
  const described =
    isList || ranked.length === 0
      ? answer
      : describeGroups(ranked.slice(0, 1).map(withoutOpenRuns), measure, result);
  const hasBest = !isList && describeTraining(groups) === null;
  return {
    state,
    lead: isList ? answer.lead : describeBest(ranked, { whole, groups }, measure),
    differences: [
      ...answer.differences,
      ...(hasBest && !isFew
        ? ranked.slice(0, 1).flatMap((best) => describeBestAgainst(best, result))
        : []),
      ...(isFew ? [] : describeVerdicts(result)),
      ...(result.baselines.length > 1 ? describeBaselines(result) : []),
      ...(hasBest && ranked.length > 0 ? [confirm] : []),
    ],
    warnings,
    notes: [...describeTrained(groups), ...described.notes],
  };
}

/** The answer as one list of sentences. */
export function listSentences({
  state,
  lead,
  differences,
  warnings,
  notes,
}: StudyAnswer): string[] {
  return [...(state === null ? [] : [`${state}.`]), lead, ...differences, ...warnings, ...notes];
}

/** Whether one sentence can name all groups. Those of a successive halving are asked for the best. */
function areListed({ halving }: Question, groups: readonly StudyGroup[]): boolean {
  if (groups.length <= 2) return true;
  const areShort = groups.every(({ label }) => !label.includes(','));
  return groups.length <= maxListed && areShort && !halving;
}

function describeGroups(
  shown: readonly StudyGroup[],
  { metric }: StudyMeasure,
  { groups, further }: Pick<StudyResult, 'groups' | 'further'>,
  /** Where another sentence is the lead, also of two groups. */
  hasOwnDifferences = shown.length !== 2,
): Pick<StudyAnswer, 'lead' | 'differences' | 'notes'> {
  const labels = new Map(groups.map(({ key, label }) => [key, label]));
  const comparisons = shown.map(({ comparison }) => comparison);
  return readAnswer(shown, metric, {
    labels,
    comparisons,
    further: further.flatMap(({ key, baseline }) => {
      const comparison = comparisons.find((each) => each.key === key);
      return comparison ? [{ ...comparison, baseline }] : [];
    }),
    hasOwnDifferences,
  });
}

/**
 * The group as its ended runs have it: the state says how many are to come. Time and steps are those of the runs in the
 * mean, and one that has not trained has none.
 */
function withoutOpenRuns(group: StudyGroup): StudyGroup {
  const { comparison } = group;
  const counted = new Set(comparison.values.map(({ runId }) => runId));
  const ended = group.runs.filter((run) => !isOpen(run));
  const ids = new Set(ended.map(({ id }) => id));
  return {
    ...group,
    runs: ended.map((run) => (counted.has(run.id) ? run : { ...run, step: 0 })),
    comparison: {
      ...comparison,
      runs: ended.length,
      missing: comparison.missing.filter((id) => ids.has(id)),
    },
  };
}

/** Differences of a few of many groups are not told one by one. */
function withoutBaseline(group: StudyGroup): StudyGroup {
  return { ...group, comparison: { ...group.comparison, baseline: null } };
}

function countSeeds({ axes }: Question): number {
  const seeds = axes[seedPath] ? (listAxisValues(axes[seedPath]) ?? []) : [];
  return Math.max(1, seeds.length);
}

/** Combinations without a run are no group. */
function countCombinations(study: Question, { groups, wanted }: StudyResult): number {
  return Math.max(groups.length, Math.round(wanted / countSeeds(study)));
}

/** Null where every combination has all of its seeds. */
function describeState(study: Question, { groups, wanted }: StudyResult): string | null {
  const each = countSeeds(study);
  const begun = groups
    .filter(({ stoppedAt }) => stoppedAt === null)
    .map(({ comparison }) => comparison.runs - comparison.missing.length);
  // Combinations without a run are no group.
  const counts = wanted > groups.length * each ? [0, ...begun] : begun;
  const isOpen = groups.some(({ open }) => open > 0);
  const [fewest, most] = [Math.min(...counts), Math.max(...counts)];
  if (!isOpen && fewest >= each) return null;
  if (each === 1)
    return `So far, ${counts.filter((count) => count > 0).length} of ${countNoun(wanted, 'run')}`;
  const range = fewest === most ? String(fewest) : `${fewest} to ${most}`;
  return `So far, ${range} of ${countNoun(each, 'seed')}`;
}

/** The best of many groups against the baseline. */
function describeBestAgainst(
  { label, comparison }: StudyGroup,
  { measure, groups, baselineLabel }: StudyResult,
): string[] {
  const comparisons = groups.map((group) => group.comparison);
  const test = comparison.baseline;
  if (!test || !measure) return [];
  const format = answerFormat(measure.metric, comparisons);
  const interval = test.interval
    ? `, ${intervalName('t')} ${formatInterval(format, test.interval)}`
    : '';
  const compared = comparisons.filter(({ baseline }) => baseline !== null).length;
  const correction = compared > 1 ? `, corrected for ${compared} comparisons` : '';
  const baseline = groups.find(({ key }) => key === test.key)?.label ?? baselineLabel;
  return [
    `${capitalize(label)} against ${baseline ?? 'the baseline'}: ${formatImprovement(format, test)}${interval}: ${nameVerdict(test)}${correction}.`,
  ];
}

/** How many of many groups are better and worse than the baseline, with their names where they are few. */
function describeVerdicts({ groups, baselineLabel }: StudyResult): string[] {
  const compared = groups.filter(({ comparison }) => comparison.baseline !== null);
  if (compared.length === 0) return [];
  const [better, worse] = (['better', 'worse'] as const).map((verdict) => {
    const labels = compared
      .filter(({ comparison }) => comparison.baseline?.verdict === verdict)
      .map(({ label }) => label);
    const names = labels.length > 0 && labels.length <= maxNamed ? ` (${labels.join('; ')})` : '';
    return `${labels.length} ${verdict}${names}`;
  });
  return [
    `Of ${countNoun(compared.length, 'combination')} compared with ${baselineLabel ?? 'the baseline'}, corrected for as many comparisons: ${better}, ${worse}, the others not told apart.`,
  ];
}

/** Which groups are compared where the baseline has several. */
function describeBaselines({ groups, baselineLabel, baselines }: StudyResult): string[] {
  const areCompared = groups.some(({ comparison }) => comparison.baseline !== null);
  return [
    areCompared
      ? `Each combination is compared with the one of ${baselineLabel ?? 'the baseline'} that shares its other values.`
      : `The baseline ${baselineLabel ?? ''} fits ${countNoun(baselines.length, 'combination')}, and none shares its other values with another combination, so no difference is computed: name the other values of the baseline too.`,
  ];
}

/**
 * The groups with a value, the best first: by the metric that chooses, or by the reported one where none does. Groups that
 * successive halving has stopped are to be left out by the caller.
 */
export function rankGroups(
  groups: readonly StudyGroup[],
  { selectedBy, metric }: StudyMeasure,
): StudyGroup[] {
  const sign = isSmallerBetter(selectedBy ?? metric) ? 1 : -1;
  const valueOf = ({ chosenBy, comparison }: StudyGroup): number | null =>
    selectedBy === null ? comparison.mean : chosenBy;
  return groups
    .filter((group) => valueOf(group) !== null)
    .sort((a, b) => sign * ((valueOf(a) ?? 0) - (valueOf(b) ?? 0)));
}

const confirm = 'The winner of many combinations is partly luck: train it again with new seeds.';

/** The best of many groups, with its value; of a successive halving the best of those that were trained to the end. */
function describeBest(
  ranked: readonly StudyGroup[],
  { whole, groups }: Record<'whole' | 'groups', readonly StudyGroup[]>,
  { selectedBy, metric }: StudyMeasure,
): string {
  const training = describeTraining(groups);
  if (training !== null) return training;
  const [best] = ranked;
  const of = countNoun(groups.length, 'combination');
  if (!best || best.comparison.mean === null) return `None of ${of} has a value.`;
  const { mean, interval, n } = best.comparison;
  const format = answerFormat(
    metric,
    groups.map(({ comparison }) => comparison),
  );
  const by = lowerFirst(fieldTitle(selectedBy ?? metric));
  const reported =
    selectedBy === null || selectedBy === metric ? '' : `${lowerFirst(fieldTitle(metric))} `;
  const value = `${best.label} with ${reported}${formatPlusMinus(format, mean, interval)} (${countNoun(n, 'seed')})`;
  if (whole.length === groups.length) return `Best of ${of} by mean ${by}: ${value}.`;
  const trained = `Successive halving has trained ${whole.length} of ${of} to the end`;
  return whole.length === 1
    ? `${trained}, chosen by mean ${by}: ${value}.`
    : `${trained}. Best of these by mean ${by}: ${value}.`;
}

/**
 * Why no combination can be called the best yet; null where one can. While one of them still trains, the best of the others
 * is no answer: it may be one that successive halving has stopped.
 */
function describeTraining(groups: readonly StudyGroup[]): string | null {
  const training = groups.filter(
    ({ open, comparison }) => open > 0 && comparison.mean === null,
  ).length;
  if (training === 0) return null;
  const verb = training === 1 ? 'trains' : 'train';
  return `${training} of ${countNoun(groups.length, 'combination')} still ${verb}, so that none is the best yet.`;
}
