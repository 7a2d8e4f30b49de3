import type { Experiment } from '#spec/experiment';
import type { Run } from '#spec/run';
import type { StudyContent } from '#spec/study';
import { togetherKey } from '#spec/train-together';

/** What decides whether runs of a study can train together: the experiment, and the step at which they begin. */
interface GroupedRun {
  wanted: { spec: Experiment };
  run: Pick<Run, 'step'> | null;
}

/**
 * Runs whose training steps are alike, in groups that train together, as evenly spread over the slots as possible; every
 * other run alone. In the order of the first run of each group. `mostTogether`: how many runs like this fit in a slot.
 */
export function groupRuns<T extends GroupedRun>(
  runs: readonly T[],
  slots: number,
  mostTogether: (spec: Experiment) => number,
): T[][] {
  const alike = new Map<string, T[]>();
  for (const [index, each] of runs.entries()) {
    const key = `${each.run?.step ?? 0} ${togetherKey(each.wanted.spec) ?? `alone ${index}`}`;
    alike.set(key, [...(alike.get(key) ?? []), each]);
  }
  const groups = [...alike.values()].flatMap((group) => {
    const [first] = group;
    const most = first ? mostTogether(first.wanted.spec) : 1;
    // A multiple of the slots, so that all of them have work until the end.
    const parts = slots * Math.ceil(group.length / (slots * most));
    return splitEvenly(group, Math.min(parts, group.length));
  });
  const place = new Map(runs.map((each, index) => [each, index]));
  const placeOf = ([first]: T[]): number => (first && place.get(first)) ?? 0;
  return groups.sort((a, b) => placeOf(a) - placeOf(b));
}

/** The runs of a study as they train: in such groups, or each alone where the study does not have them train together. */
export function groupStudyRuns<T extends GroupedRun>(
  runs: readonly T[],
  { together }: Pick<StudyContent, 'together'>,
  slots: number,
  mostTogether: (spec: Experiment) => number,
): T[][] {
  return together ? groupRuns(runs, slots, mostTogether) : runs.map((run) => [run]);
}

/** So many parts of a list, in order, whose lengths differ by one at most. */
function splitEvenly<T>(items: readonly T[], parts: number): T[][] {
  return Array.from({ length: parts }, (_, index) =>
    items.slice(
      Math.floor((index * items.length) / parts),
      Math.floor(((index + 1) * items.length) / parts),
    ),
  );
}
