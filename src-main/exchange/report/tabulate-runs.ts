import type { TextColumn, TextTable } from '#analysis/tables/text-table';
import { countNoun } from '#spec/count-noun';
import type { ReportRuns } from './report';

/** Settings that differ, for which a page has room. */
const maxSettings = 2;

/** The list of runs as a table for documents. */
export function tabulateRuns({ items, differing, resultTitle }: ReportRuns): TextTable {
  const column = (title: string, align: 'left' | 'right', isDetail = false): TextColumn => ({
    title,
    align,
    isDetail,
    explanation: title,
  });
  return {
    caption: `The ${countNoun(items.length, 'run')} of this report.`,
    columns: [
      column('Run', 'left'),
      column('Method', 'left'),
      column('Seed', 'right'),
      ...differing.map(({ title, path }, index) => ({
        ...column(title, 'left', index >= maxSettings),
        explanation: path,
      })),
      column('Status', 'left'),
      column('Steps', 'right'),
      column(resultTitle ?? 'Result', 'right'),
      column('Time', 'right', true),
      column('Model', 'left', true),
      column('Id', 'left', true),
    ],
    rows: items.map((run) => [
      run.name,
      run.method,
      run.seed,
      ...run.settings,
      run.status,
      run.steps,
      run.result,
      run.time,
      run.model,
      run.id,
    ]),
    notes: [],
  };
}
