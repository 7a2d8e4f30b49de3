import { isSmallerBetter } from '#spec/metric-catalogue';
import { describeAnswer } from './answer';
import { fieldTitle } from './run-field';
import type { StudyGroup, StudyResult } from './study-result';

/** Groups that one sentence can compare. */
const maxCompared = 6;
/** Of more groups, the best ones that are named. */
const maxNamed = 3;

/**
 * The answer of a study, as sentences. Groups that successive halving has stopped are not compared, since they have
 * trained for fewer steps. Of many groups the best ones are named, by the validation metric: the best of many test values
 * would be chosen by the test part itself.
 */
export function describeStudyAnswer({ measure, groups, baseline }: StudyResult): string[] {
  if (!measure) return ['No run has measured anything yet, so there is no answer.'];
  const whole = groups.filter(({ stoppedAt }) => stoppedAt === null);
  const stopped = groups.length - whole.length;
  const ranked = rankGroups(whole, measure.selectedBy);
  const isFew = whole.length <= maxCompared;
  const shown = isFew ? whole : ranked.slice(0, maxNamed);
  const labels = new Map(groups.map(({ key, label }) => [key, label]));
  return [
    ...describeBest(ranked, groups, measure.selectedBy, isFew ? baseline : null),
    ...describeAnswer(shown, measure.metric, { labels, baseline: isFew ? baseline : null }),
    ...(stopped > 0
      ? [
          `Successive halving has stopped ${stopped} of ${groups.length} combinations early; they are not compared with the others.`,
        ]
      : []),
  ];
}

/** The best first; those without a value are left out. */
export function rankGroups(groups: readonly StudyGroup[], selectedBy: string | null): StudyGroup[] {
  const sign = selectedBy !== null && isSmallerBetter(selectedBy) ? 1 : -1;
  return groups
    .filter(({ chosenBy }) => chosenBy !== null)
    .sort((a, b) => sign * ((a.chosenBy ?? 0) - (b.chosenBy ?? 0)));
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
  const more = ranked.length > maxCompared ? ` The best ${maxNamed} are these.` : '';
  return [
    `Best of ${groups.length} combinations by mean ${lowerFirst(fieldTitle(selectedBy))}: ${best.label}.${more}`,
  ];
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
