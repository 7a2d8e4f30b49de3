import type { Run } from '#spec/run';
import type { StudyContent } from '#spec/study';
import { countByRung } from './study-halving';
import { hasReached, reachOfCombinations } from './study-done';
import type { StudyRun } from './study-specs';

/** What is left to do of one run of a study. */
export interface RunLeft {
  wanted: StudyRun;
  /** As far as it is there. */
  run: Run | null;
  /** Steps that it has still to train. */
  steps: number;
}

/**
 * The runs of a study that have something left to do, in the stages that follow one another: one, or the rungs of successive
 * halving, in which a run is started again for each. As many combinations go on to a rung as do there, those that have
 * come furthest first, and then the first in the list in place of the best, which nobody knows yet.
 */
export function listStages(
  { halving }: Pick<StudyContent, 'halving'>,
  runs: readonly StudyRun[],
  matches: ReadonlyMap<StudyRun, Run>,
): RunLeft[][] {
  if (!halving)
    return [runs.flatMap((wanted) => leftOf(wanted, matches, 0, wanted.spec.training.steps))];
  const ends = endsOfCombinations(halving, runs, matches);
  return halving.rungs.map((rung, index) =>
    runs
      .filter(({ combination }) => (ends.get(combination) ?? 0) >= rung)
      .flatMap((wanted) => leftOf(wanted, matches, halving.rungs[index - 1] ?? 0, rung)),
  );
}

/** The same with each run once. */
export function listRunsLeft(stages: readonly (readonly RunLeft[])[]): RunLeft[] {
  const left = new Map<StudyRun, RunLeft>();
  for (const one of stages.flat()) {
    const before = left.get(one.wanted);
    left.set(one.wanted, before ? { ...before, steps: before.steps + one.steps } : one);
  }
  return [...left.values()];
}

function leftOf(
  wanted: StudyRun,
  matches: ReadonlyMap<StudyRun, Run>,
  from: number,
  to: number,
): RunLeft[] {
  const run = matches.get(wanted) ?? null;
  // A run that trains for a later rung is past this one.
  if (run && hasReached(run, to)) return [];
  return [{ wanted, run, steps: Math.max(0, to - Math.max(from, run?.step ?? 0)) }];
}

/** By combination, the rung to which it trains. */
function endsOfCombinations(
  { rungs, keep }: NonNullable<StudyContent['halving']>,
  runs: readonly StudyRun[],
  matches: ReadonlyMap<StudyRun, Run>,
): Map<string, number> {
  const combinations = [...new Set(runs.map(({ combination }) => combination))];
  const reached = reachOfCombinations({ rungs, keep }, matches);
  const reachAt = (combination: string): number => reached.get(combination) ?? 0;
  const furthestFirst = combinations.sort((a, b) => reachAt(b) - reachAt(a));
  const counts = countByRung(furthestFirst.length, rungs.length, keep);
  return new Map(
    furthestFirst.map((combination, index) => {
      const last = counts.filter((count) => index < count).length - 1;
      return [combination, rungs[last] ?? 0];
    }),
  );
}
