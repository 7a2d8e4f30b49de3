import { findClosestMatch } from '#spec/closest-match';
import { WorkbenchError } from '#spec/errors';
import { joinNames, quote } from '#spec/quote';
import type { RunData } from './run-data';

/**
 * The runs that have some of these metrics (null: any), with these alone. Throws `notFound` where no run has one of them.
 */
export function chooseMetrics(
  recorded: readonly RunData[],
  chosen: readonly string[] | null,
): readonly RunData[] {
  const known = new Set(recorded.flatMap(({ metrics }) => metrics.map(({ name }) => name)));
  if (known.size === 0)
    throw new WorkbenchError(
      'notFound',
      `Nothing is recorded yet of ${recorded.length === 1 ? 'this run' : 'these runs'}. Export ${recorded.length === 1 ? 'it' : 'them'} after the first steps.`,
    );
  const unknown = chosen?.find((name) => !known.has(name));
  if (unknown !== undefined) throw unknownMetric(unknown, [...known]);
  return recorded.flatMap(({ run, metrics }) => {
    const kept = metrics.filter(({ name }) => chosen?.includes(name) ?? true);
    return kept.length > 0 ? [{ run, metrics: kept }] : [];
  });
}

/** The error for a metric that no run has. */
export function unknownMetric(name: string, known: readonly string[]): WorkbenchError {
  const closest = findClosestMatch(name, known);
  const hint = closest
    ? `Did you mean ${quote(closest)}?`
    : `There are: ${joinNames([...known].sort())}.`;
  return new WorkbenchError('notFound', `No run has a metric ${quote(name)}. ${hint}`);
}
