import type { Run } from '#spec/run';

/** A part of the training of a run that continues others: the steps that another run has made for it. */
export interface Ancestor {
  run: Run;
  /** Its steps up to this one are part of the run. */
  until: number;
}

/** The runs that a run continues, its parent first, as far as they are known. */
export function listAncestors(run: Run, find: (runId: string) => Run | undefined): Ancestor[] {
  const ancestors: Ancestor[] = [];
  const seen = new Set([run.id]);
  let [until, { parent }] = [Infinity, run];
  while (parent && !seen.has(parent.runId)) {
    seen.add(parent.runId);
    until = Math.min(until, parent.step);
    const found = find(parent.runId);
    if (!found) break;
    ancestors.push({ run: found, until });
    parent = found.parent;
  }
  return ancestors;
}
