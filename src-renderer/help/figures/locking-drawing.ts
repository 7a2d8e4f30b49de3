import { describeLocking } from '#diagram/picture/locking-strip';
import type { LockingStrip } from '#diagram/picture/strip';
import { countModel } from '#spec/counts';
import type { Experiment } from '#spec/experiment';
import { findModules } from '#spec/graph';
import { taskFields } from '#spec/task';

/**
 * The strip that the tab Locking shows of an experiment, under the method of the experiment. `shown`: nodes by which the
 * rows of their modules are named.
 */
export function drawLocking(experiment: Experiment, shown: readonly string[] = []): LockingStrip {
  const { model, task } = experiment;
  const modules = findModules(model);
  const strip = describeLocking(experiment, modules, countModel(model, taskFields(task)));
  if (!strip) throw new Error(`The model '${experiment.name}' has no locking strip.`);
  const rows = strip.rows.map((row, index) => ({
    ...row,
    name: modules[index]?.nodes.find((id) => shown.includes(id)) ?? row.name,
  }));
  return { ...strip, rows };
}

/** Each entry once, in the order in which the strips have them. */
export function joinLegends(strips: readonly LockingStrip[]): LockingStrip['legend'] {
  const byKind = new Map(
    strips.flatMap(({ legend }) => legend.map((entry) => [entry.kind, entry])),
  );
  return [...byKind.values()];
}

/** Each note once. */
export function joinNotes(strips: readonly LockingStrip[]): string[] {
  return [...new Set(strips.flatMap(({ notes }) => notes))];
}
