import type { Run } from '#spec/run';
import { findHeadline } from '#spec/run-result';
import { groupRuns, suggestGroupFields } from './group-runs';
import type { RunField } from './run-field';
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

/** The fields to group by where the user has chosen none: none either where no two runs differ in their seed only. */
export function suggestFields(runs: readonly Run[]): RunField[] {
  const fields = suggestGroupFields(runs);
  return groupRuns(runs, fields).length < runs.length ? fields : [];
}

/** The metric that stands for most of the runs; null while nothing is measured. */
export function findCommonHeadline(runs: readonly Run[]): string | null {
  const counts = new Map<string, number>();
  for (const run of runs) {
    const metric = findHeadline(run)?.metric;
    if (metric !== undefined) counts.set(metric, (counts.get(metric) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0] ?? null;
}
