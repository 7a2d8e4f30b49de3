import type { ReportedSource } from '#spec/reported';
import { describeCitation } from './reported-figures';
import type { ReportedRow } from './match-reported';

/** What is said below a table with reported values: where they come from. Each source once. */
export function describeSources(rows: readonly Pick<ReportedRow, 'source'>[]): string[] {
  const sources = new Map<string, ReportedSource>(rows.map(({ source }) => [source.id, source]));
  return [...sources.values()].map((source) => {
    const notes = source.notes === '' ? '' : ` ${source.notes}`;
    return `${source.name}: reported, in no mean and in no test. ${describeCitation(source)}${notes}`;
  });
}
