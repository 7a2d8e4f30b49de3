import { listChanges, type Change } from '#analysis/patch/describe-changes';
import type { Experiment } from '#spec/experiment';
import type { History } from './history';

/** One version of the history, with what made it of the one before. */
export interface HistoryStep {
  /** How many times to undo to come back to it; negative: to redo. */
  undos: number;
  /** Undefined: of the oldest version. */
  before: Experiment | undefined;
  after: Experiment;
  /** None of the oldest version. */
  changes: readonly Change[];
}

/** Steps that are listed: the others are still undone one by one. */
const maxSteps = 50;

/** Changes are worked out once for each version, not at every edit. */
const known = new WeakMap<Experiment, { before: Experiment; changes: readonly Change[] }>();

/** The versions around the present one, the newest first. Versions in which nothing has changed are one step. */
export function listSteps({ past, present, future }: History<Experiment>): HistoryStep[] {
  const all = [...past, present, ...future];
  const steps: HistoryStep[] = [];
  all.forEach((after, index) => {
    const undos = past.length - index;
    if (Math.abs(undos) >= maxSteps) return;
    const before = all[index - 1];
    const changes = before ? changesBetween(before, after) : [];
    const last = steps.at(-1);
    if (!last || changes.length > 0) steps.push({ undos, before, after, changes });
    else if (last.undos !== 0) steps[steps.length - 1] = { ...last, undos };
  });
  return steps.reverse();
}

function changesBetween(before: Experiment, after: Experiment): readonly Change[] {
  const found = known.get(after);
  if (found?.before === before) return found.changes;
  const changes = listChanges(before, after);
  known.set(after, { before, changes });
  return changes;
}
