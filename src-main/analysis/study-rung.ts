import { formatWhole } from '#spec/number-format';
import { countNoun } from '#spec/count-noun';
import type { StudyContent } from '#spec/study';
import { reachOf } from './study-done';
import { countByRung } from './study-halving';
import type { StudyGroup } from './study-result';

/** How far successive halving is, in words. */
export interface OpenRung {
  /** `So far, rung 2 of 3`. */
  state: string;
  /** What happens at this rung: a sentence. */
  lead: string;
}

type RungGroup = Pick<StudyGroup, 'runs' | 'open'>;

/**
 * The rung that successive halving is at; null once as many combinations as go on to the last rung are done there, and
 * where there are no rungs. Until then the values are of different steps, so that no combination is the best. A
 * combination that goes on is not told from one that was stopped before it has a place in the queue, so only their number
 * is known. `combinations`: all that the study asks for.
 */
export function describeOpenRung(
  { halving }: Pick<StudyContent, 'halving'>,
  groups: readonly RungGroup[],
  combinations: number,
): OpenRung | null {
  if (!halving) return null;
  const { rungs, keep } = halving;
  const last = rungs.length - 1;
  const furthest = Math.max(...groups.map(reachOfGroup));
  const begun = rungs.findIndex((rung) => rung >= furthest);
  const index = begun === -1 ? last : begun;
  const steps = rungs[index] ?? 0;
  const count = countByRung(combinations, rungs.length, keep)[index] ?? 1;
  const isDone = (group: RungGroup): boolean =>
    group.open === 0 && reachOfGroup(group) >= (rungs[last] ?? 0);
  const done = groups.filter(isDone).length;
  // Those that have diverged go nowhere, so that fewer may reach the last rung.
  const canGoOn = groups.some(
    (group) => !isDone(group) && group.runs.some(({ status }) => status !== 'failed'),
  );
  if (!canGoOn || (index === last && done >= count)) return null;
  const which =
    index === 0
      ? `All ${countNoun(combinations, 'combination')} train`
      : `${count} of ${countNoun(combinations, 'combination')} ${count === 1 ? 'goes' : 'go'} on`;
  return {
    state: `So far, rung ${index + 1} of ${rungs.length}`,
    lead: `${which} to step ${formatWhole(steps)}: the best one is named after the last rung.`,
  };
}

function reachOfGroup({ runs }: RungGroup): number {
  return Math.max(0, ...runs.map(reachOf));
}
