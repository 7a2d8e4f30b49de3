import { labelRuns } from '#analysis/group-runs';
import type { Run } from '#spec/run';

/** By run, what tells it from others of its name: `DNI, rate 0.001, seed 3`. Nothing for a name that one run has. */
export function labelSameNames(runs: readonly Run[]): ReadonlyMap<string, string> {
  const byName = new Map<string, Run[]>();
  for (const run of runs) {
    const alike = byName.get(run.name);
    if (alike) alike.push(run);
    else byName.set(run.name, [run]);
  }
  const groups = [...byName.values()].filter(({ length }) => length > 1);
  return new Map(groups.flatMap((alike) => [...labelRuns(alike)]));
}
