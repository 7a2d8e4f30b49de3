import { labelRuns } from '#analysis/group-runs';
import { quote } from '#spec/quote';
import type { Run } from '#spec/run';

/** A run by its name, and where others have the same name by what tells it apart too: `'Recall' (none, seed 1)`. */
export function nameRuns(runs: readonly Run[]): (run: Pick<Run, 'id' | 'name'>) => string {
  const labels = labelRuns(runs);
  const counts = new Map<string, number>();
  for (const { name } of runs) counts.set(name, (counts.get(name) ?? 0) + 1);
  return ({ id, name }) =>
    counts.get(name) === 1 ? quote(name) : `${quote(name)} (${labels.get(id) ?? id})`;
}
