import type { ReportedEntry } from '#spec/reported';

/** The entries that a source does not have yet. What a user has added to an entry, as its settings, makes no difference. */
export function withoutKnown<E extends ReportedEntry>(
  entries: readonly E[],
  known: readonly ReportedEntry[],
): E[] {
  const texts = new Set(known.map(resultText));
  return entries.filter((entry) => !texts.has(resultText(entry)));
}

function resultText(entry: ReportedEntry): string {
  const { kind, label, metric } = entry;
  const result =
    entry.kind === 'value' ? [entry.value, entry.uncertainty, entry.n] : [entry.x, entry.points];
  return JSON.stringify([kind, label, metric, result]);
}
