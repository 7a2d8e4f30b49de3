import type { ReportedRow } from './match-reported';

/** The reported values of several metrics that one row of a table shows. */
export interface ResultRow extends ReportedRow {
  byMetric: ReadonlyMap<string, ReportedRow>;
}

/** Values that a source gives under one label, beside one group, are a row: the first has the key and the label. */
export function joinMetrics(rows: readonly ReportedRow[]): ResultRow[] {
  const joined = new Map<string, Map<string, ReportedRow>>();
  for (const row of rows) {
    const place = JSON.stringify([row.source.id, row.entry.label, row.beside]);
    const known = joined.get(place) ?? new Map<string, ReportedRow>();
    // A second value of the same metric is a row of its own.
    if (known.has(row.entry.metric)) joined.set(row.key, new Map([[row.entry.metric, row]]));
    else joined.set(place, known.set(row.entry.metric, row));
  }
  return [...joined.values()].flatMap((byMetric) => {
    const [first] = byMetric.values();
    return first ? [{ ...first, byMetric }] : [];
  });
}
