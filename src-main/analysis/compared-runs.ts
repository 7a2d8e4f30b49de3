import type { Run } from '#spec/run';
import type { RunFilter } from './run-filter';

/**
 * The runs of a comparison, the oldest first: those chosen by hand, and those that match the filter. Archived runs match
 * only a filter that asks for them. A filter with a mistake matches none.
 */
export function findCompared(
  listed: readonly Run[],
  chosen: readonly string[],
  text: string | null,
  filter: RunFilter | null,
): Run[] {
  const byHand = new Set(chosen);
  const withArchived = asksForArchived(text ?? '');
  const joins = (run: Run): boolean =>
    (withArchived || !run.archived) && (filter?.matches?.(run) ?? false);
  return listed
    .filter((run) => byHand.has(run.id) || joins(run))
    .sort((a, b) => a.created.localeCompare(b.created) || a.id.localeCompare(b.id));
}

/** Whether a filter is about archived runs, which are hidden otherwise. */
export function asksForArchived(text: string): boolean {
  return /\barchived\b/.test(text);
}
