import type { RunGroup } from '#analysis/group-runs';
import type { RunField } from '#analysis/run-field';
import { readOutcome } from '#analysis/run-outcome';

/**
 * A text that changes only where the values of these fields do, or the members of the groups: a chart of values is not
 * worked out anew at every step of a run.
 */
export function signatureOf(groups: readonly RunGroup[], fields: readonly RunField[]): string {
  return groups
    .map(({ key, runs, repeats = [] }) =>
      [
        key,
        ...repeats.map(({ run }) => run.id),
        ...runs.map((run) =>
          [run.id, ...fields.map((field) => String(readOutcome(run, field)))].join('\t'),
        ),
      ].join('\n'),
    )
    .join('\n\n');
}
