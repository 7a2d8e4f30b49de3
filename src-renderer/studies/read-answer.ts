import { describeAnswer } from '#analysis/answer';
import { formatDifference, formatInterval, formatPlusMinus } from '#analysis/answer-format';
import { describeTraining, rankGroups } from '#analysis/study-answer';
import type { StudyGroup } from '#analysis/study-result';
import { isOpen } from '#analysis/study-selection';
import type { Study } from '#spec/study';
import { readSeeds } from './question';
import type { StudyResults } from './study-results';
import { describeRuns, describeSeeds } from './study-text';
import { verdictLabel } from './verdict-text';

/** What a study has found, in sentences. */
export interface StudyAnswer {
  /** How far it is, where it is not the last word: `So far, 2 of 5 seeds`. */
  state: string | null;
  /** The answer itself. */
  lead: string;
  /** What it says against the baseline, where the lead has no room for it. */
  differences: string[];
  /** Time and steps, runs without a value, what the figures are. */
  notes: string[];
}

/** A sentence cannot list more groups than this. */
const mostListed = 4;

/** Whether one sentence can name all groups. Those that successive halving has stopped cannot be compared by their values. */
function isList({ halving }: Study, groups: readonly StudyGroup[]): boolean {
  if (groups.length <= 2) return true;
  const areShort = groups.every(({ label }) => !label.includes(','));
  return groups.length <= mostListed && areShort && !halving;
}

export function readAnswer(study: Study, results: StudyResults): StudyAnswer {
  const { groups, metric, baseline } = results;
  const state = describeState(study, groups);
  if (!results.hasValues) return { state, lead: noValue, differences: [], notes: [] };
  const compared = groups.filter(({ comparison }) => comparison.baseline !== null).length;
  if (!isList(study, groups)) {
    const [figures = ''] = describe(groups.slice(0, 1)).slice(-1);
    return { state, ...describeBest(results, compared), notes: [figures] };
  }
  const [lead = '', ...others] = describe(groups);
  const inLead = groups.length === 2 ? 0 : compared;
  return { state, lead, differences: others.slice(0, inLead), notes: others.slice(inLead) };

  /** Of the runs that have ended: the state says how many are to come. */
  function describe(described: readonly StudyGroup[]): string[] {
    const labels = new Map(described.map(({ key, label }) => [key, label]));
    const ended = described.map((group) => ({
      ...group,
      runs: group.runs.filter((run) => !isOpen(run)),
    }));
    return describeAnswer(ended, metric, { baseline, labels });
  }
}

const noValue = 'No run has finished yet: the answer begins with the first ones.';

/**
 * Of many groups the best one by the validation metric, of those that have trained to the end. It is the best of many, so
 * part of it may be chance.
 */
function describeBest(
  { groups, metric, selectBy, format, baselineLabel }: StudyResults,
  compared: number,
): Pick<StudyAnswer, 'lead' | 'differences'> {
  const training = describeTraining(groups);
  if (training !== null) return { lead: training, differences: [] };
  const measured = groups.filter(({ comparison }) => comparison.mean !== null);
  const [best] = rankGroups(
    measured.filter(({ stoppedAt }) => stoppedAt === null),
    { selectedBy: selectBy, metric },
  );
  if (!best || best.comparison.mean === null)
    return { lead: `No value yet, of ${groups.length} combinations.`, differences: [] };
  const { mean, interval, n, baseline } = best.comparison;
  const value = formatPlusMinus(format, mean, interval);
  const lead = `Best of ${measured.length} combinations: ${best.label} with ${value} (${describeSeeds(n)}).`;
  if (!baseline) return { lead, differences: [confirm] };
  const between = baseline.interval
    ? `, 95 % interval ${formatInterval(format, baseline.interval)}`
    : '';
  const against = `Against ${baselineLabel ?? 'the baseline'}: ${formatDifference(format, baseline.difference)}${between}: ${verdictLabel(baseline)}, corrected for ${compared} comparisons.`;
  return { lead, differences: [against, confirm] };
}

const confirm = 'The best of many owes a part of it to chance: confirm it with seeds of its own.';

/** Null where every group has all of its seeds. */
function describeState(study: Study, groups: readonly StudyGroup[]): string | null {
  const open = groups.reduce((sum, group) => sum + group.open, 0);
  const wanted = Math.max(1, readSeeds(study).length);
  const counts = groups
    .filter(({ stoppedAt }) => stoppedAt === null)
    .map(({ comparison }) => comparison.values.length + comparison.diverged.length);
  const [fewest, most] = [Math.min(...counts), Math.max(...counts)];
  if (open === 0 && fewest >= wanted) return null;
  if (wanted === 1)
    return `So far, ${describeRuns(counts.filter((count) => count > 0).length)} of ${groups.length}`;
  const range = fewest === most ? String(fewest) : `${fewest} to ${most}`;
  return `So far, ${range} of ${describeSeeds(wanted)}`;
}
