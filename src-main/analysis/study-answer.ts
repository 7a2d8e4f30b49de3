import { isSmallerBetter } from '#spec/metric-catalogue';
import { describeAnswer } from './answer';
import { fieldTitle } from './run-field';
import type { StudyGroup, StudyResult } from './study-result';
import type { StudyMeasure } from './study-selection';

/** Groups that one sentence can compare. */
const maxCompared = 6;
/** Of more groups, the best ones that are named. */
const maxNamed = 3;

/**
 * The answer of a study, as sentences. Groups that successive halving has stopped are not compared, since they have
 * trained for fewer steps. Of many groups the best ones are named, by the validation metric: the best of many test values
 * would be chosen by the test part itself.
 */
export function describeStudyAnswer(result: StudyResult): string[] {
  const { measure, groups, baseline, baselines } = result;
  if (!measure) return ['No run has measured anything yet, so there is no answer.'];
  const whole = groups.filter(({ stoppedAt }) => stoppedAt === null);
  const stopped = groups.length - whole.length;
  const ranked = rankGroups(whole, measure);
  const isFew = whole.length <= maxCompared;
  const shown = isFew ? whole : ranked.slice(0, maxNamed);
  const labels = new Map(groups.map(({ key, label }) => [key, label]));
  const comparisons = shown.map(({ comparison }) =>
    isFew ? comparison : { ...comparison, baseline: null },
  );
  return [
    ...describeBest(ranked, groups, measure.selectedBy, isFew ? baseline : null),
    ...describeAnswer(shown.map(withoutOtherCosts), measure.metric, { labels, comparisons }),
    ...(isFew ? [] : describeVerdicts(result)),
    ...(baselines.length > 1 ? describeBaselines(result) : []),
    ...(stopped > 0
      ? [
          `Successive halving has stopped ${stopped} of ${groups.length} combinations early; they are not compared with the others.`,
        ]
      : []),
  ];
}

/** Time and steps are those of the runs in the mean: one that has not trained has none. */
function withoutOtherCosts(group: StudyGroup): StudyGroup {
  const counted = new Set(group.comparison.values.map(({ runId }) => runId));
  return {
    ...group,
    runs: group.runs.map((run) => (counted.has(run.id) ? run : { ...run, step: 0 })),
  };
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
    `Of ${compared.length} combinations compared with ${baselineLabel ?? 'the baseline'}, corrected for as many comparisons: ${better}, ${worse}, the others not told apart.`,
  ];
}

/** Which groups are compared where the baseline has several. */
function describeBaselines({ groups, baselineLabel, baselines }: StudyResult): string[] {
  const areCompared = groups.some(({ comparison }) => comparison.baseline !== null);
  return [
    areCompared
      ? `Each combination is compared with the one of ${baselineLabel ?? 'the baseline'} that shares its other values.`
      : `The baseline ${baselineLabel ?? ''} fits ${baselines.length} combinations, and none shares its other values with another combination, so no difference is computed: name the other values of the baseline too.`,
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

/** Which is the best, where no baseline makes that the question. */
function describeBest(
  ranked: readonly StudyGroup[],
  groups: readonly StudyGroup[],
  selectedBy: string | null,
  baseline: string | null,
): string[] {
  const [best] = ranked;
  if (!best || selectedBy === null || groups.length < 2 || baseline !== null) return [];
  const training = describeTraining(groups);
  if (training !== null) return [training];
  const more = ranked.length > maxCompared ? ` The best ${maxNamed} are these.` : '';
  return [
    `Best of ${groups.length} combinations by mean ${lowerFirst(fieldTitle(selectedBy))}: ${best.label}.${more}`,
  ];
}

/**
 * Why no combination can be called the best yet; null where one can. While one of them still trains, the best of the others
 * is no answer: it may be one that successive halving has stopped.
 */
export function describeTraining(groups: readonly StudyGroup[]): string | null {
  const training = groups.filter(
    ({ open, comparison }) => open > 0 && comparison.mean === null,
  ).length;
  if (training === 0) return null;
  const verb = training === 1 ? 'trains' : 'train';
  return `${training} of ${groups.length} combinations still ${verb}, so that none is the best yet.`;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
