import { groupRuns, suggestGroupFields } from '#analysis/group-runs';
import type { RunField } from '#analysis/run-field';
import type { Run } from '#spec/run';

export { asksForArchived, findCompared } from '#analysis/compared-runs';

/** The fields to group by where the user has chosen none: none either where no two runs differ in their seed only. */
export function suggestFields(runs: readonly Run[]): RunField[] {
  const fields = suggestGroupFields(runs);
  return groupRuns(runs, fields).length < runs.length ? fields : [];
}
