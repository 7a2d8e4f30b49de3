import { endStep, isEnded, totalSteps, type Run } from '#spec/run';
import type { StudyContent } from '#spec/study';
import { countByRung } from './study-halving';
import type { StudyRun } from './study-specs';

/**
 * The runs that have reached the steps that their study has planned for them so far: all of them, or of successive halving
 * those of the rung that it has begun for their combination. What a user has trained beyond that by hand, or has stopped
 * there, changes nothing in it.
 */
export function listDoneRuns(
  { halving }: Pick<StudyContent, 'halving'>,
  matches: ReadonlyMap<StudyRun, Run>,
): Set<StudyRun> {
  const begun = begunOfCombinations(halving, matches);
  const done = [...matches].filter(([{ combination, spec }, run]) => {
    const rung = begun.get(combination) ?? Infinity;
    return hasReached(run, halving ? Math.min(rung, reachOf(run)) : spec.training.steps);
  });
  return new Set(done.map(([cell]) => cell));
}

/**
 * Whether nothing of a study is left to be trained. Of successive halving, as many combinations must have reached the last
 * rung as go on to it.
 */
export function isStudyFinished(
  { halving }: Pick<StudyContent, 'halving'>,
  wanted: readonly StudyRun[],
  matches: ReadonlyMap<StudyRun, Run>,
): boolean {
  const done = listDoneRuns({ halving }, matches);
  if (!wanted.every((cell) => done.has(cell))) return false;
  if (!halving) return true;
  const last = halving.rungs.at(-1) ?? 0;
  const reached = reachOfCombinations(halving, matches);
  const [whole, short] = [new Set<string>(), new Set<string>()];
  for (const cell of wanted) {
    const run = matches.get(cell);
    const reach = reached.get(cell.combination) ?? 0;
    const isWhole = run && reach >= last && hasReached(run, Math.min(reach, reachOf(run)));
    if (run?.status !== 'failed') (isWhole ? whole : short).add(cell.combination);
    else if (reach >= last) whole.add(cell.combination);
  }
  const combinations = new Set(wanted.map(({ combination }) => combination)).size;
  const counts = countByRung(combinations, halving.rungs.length, halving.keep);
  // Those that have diverged go nowhere, so that fewer may reach the last rung.
  const furthest = [...whole].filter((combination) => !short.has(combination));
  return furthest.length >= (counts.at(-1) ?? 1) || short.size === 0;
}

/** Whether a run has trained `steps`, or would not get further: also while it trains on to later ones. */
export function hasReached(run: Run, steps: number): boolean {
  return isRunDone(run, steps) || (run.step >= steps && endStep(run) > steps);
}

/**
 * Whether a run has nothing left to do until `steps`: it has trained them, was ended early by its own limits, or has
 * diverged, which it would do again.
 */
export function isRunDone(run: Run, steps: number): boolean {
  const { status, step, failedStep } = run;
  if (!isEnded(status)) return false;
  if (status === 'failed' && failedStep !== null) return true;
  if (status === 'finished') return Math.max(step, reachOf(run)) >= steps;
  // At the last of its steps the evaluation may be missing.
  return step > steps || (step === steps && endStep(run) > steps);
}

/**
 * The steps for which a run stands: those of its rung, or all of them. One that its time limit or early stopping has ended
 * before its rung would end there again, however far it were to go.
 */
export function reachOf(run: Run): number {
  const end = endStep(run);
  const hasEndedItself = run.status === 'finished' && run.step < end;
  return hasEndedItself ? totalSteps(run) : end;
}

/**
 * The steps to which a study trains each of its combinations, as far as that can be told from the runs that are there: the
 * last rung that it has begun, or all that every run has reached. A single run that was resumed by hand past the rung at
 * which its combination was stopped does not take the other seeds with it.
 */
export function reachOfCombinations(
  halving: StudyContent['halving'],
  found: Iterable<readonly [StudyRun, Run]>,
): Map<string, number> {
  const entries = [...found];
  const runs = runsOfCombinations(entries);
  return new Map(
    [...begunOfCombinations(halving, entries)].map(([combination, begun]) => [
      combination,
      Math.max(begun, Math.min(...(runs.get(combination) ?? []).map(reachOf))),
    ]),
  );
}

/** The last rung that a study has begun, by combination: the furthest that it has started a run of it for. */
function begunOfCombinations(
  halving: StudyContent['halving'],
  found: Iterable<readonly [StudyRun, Run]>,
): Map<string, number> {
  const begunBy = (run: Run): number =>
    Math.min(endStep(run), halving?.rungs[run.study?.rung ?? 0] ?? Infinity);
  return new Map(
    [...runsOfCombinations(found)].map(([combination, own]) => [
      combination,
      Math.max(...own.map(begunBy)),
    ]),
  );
}

function runsOfCombinations(found: Iterable<readonly [StudyRun, Run]>): Map<string, Run[]> {
  const runs = new Map<string, Run[]>();
  for (const [{ combination }, run] of found)
    runs.set(combination, [...(runs.get(combination) ?? []), run]);
  return runs;
}
