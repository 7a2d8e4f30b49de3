import { takeTurn } from '#files/take-turn';
import type { RunLeft } from '#analysis/study-left';
import type { StudyRun } from '#analysis/study-specs';
import type { Experiment } from '#spec/experiment';
import type { StudyContent, StudyPlan } from '#spec/study';
import { reasonToTrainAlone, togetherKey } from '#spec/train-together';
import { groupStudyRuns } from '#training/group-runs';
import { estimateRunMemory } from '#training/run-memory';
import { countTogether } from '#training/run-slots';

/** What decides how the runs of a study are grouped. */
export interface GroupingContext {
  /** Whether runs train together where they can. */
  together: StudyContent['together'];
  /** How many processes train at the same time. */
  slots: number;
  /** Bytes of main memory. */
  memory: number;
}

/** The runs of a stage as they will train, those of a group together. */
export function groupStage(
  stage: readonly RunLeft[],
  { together, slots, memory }: GroupingContext,
): RunLeft[][] {
  return groupStudyRuns(stage, { together }, slots, (spec) =>
    countTogether(slots, estimateRunMemory(spec), memory),
  );
}

/** How the runs that are left train together, or why they do not. `runs`: all of the study. */
export async function planGroups(
  runs: readonly StudyRun[],
  stages: readonly (readonly RunLeft[])[],
  context: GroupingContext,
): Promise<StudyPlan['together']> {
  const none = { groups: [], alone: 0, reason: null };
  if (!context.together) return none;
  const stage = stages.find(({ length }) => length > 0) ?? [];
  // The keys are kept, so that what follows holds nothing up.
  for (const { spec } of runs) {
    await takeTurn();
    togetherKey(spec);
  }
  const sizes = groupStage(stage, context).map(({ length }) => length);
  const groups = sizes.filter((size) => size > 1);
  const alone = sizes.length - groups.length;
  if (groups.length > 0 || runs.length === 0) return { groups, alone, reason: null };
  const reason = reasonForAll(runs.map(({ spec }) => spec)) ?? reasonHere(stage, context);
  return { groups, alone, reason };
}

/** Why no two runs could train together on any machine, as a sentence. */
function reasonForAll(specs: readonly Experiment[]): string | null {
  const keys = specs.flatMap((spec) => togetherKey(spec) ?? []);
  const [first] = specs;
  if (first && keys.length === 0) return reasonToTrainAlone(first);
  return new Set(keys).size < keys.length
    ? null
    : 'No two runs of this study differ only in the seed and in learning rates.';
}

/** Why those that are left do not train together here; null where fewer than two are left. */
function reasonHere(stage: readonly RunLeft[], { slots, memory }: GroupingContext): string | null {
  if (stage.length < 2) return null;
  const fits = stage.some(
    ({ wanted }) => countTogether(slots, estimateRunMemory(wanted.spec), memory) > 1,
  );
  return fits
    ? 'There are enough slots for each of these runs to train in one of its own.'
    : 'Two of these runs need more memory than a slot has.';
}
