import { inEnglish } from '#spec/number-format';
import type { Run } from '#spec/run';
import { readField } from '#analysis/run-field';
import { toCsv as writeCsv } from '#analysis/tables/csv';
import { markdownTable } from '#analysis/tables/markdown';
import { findHeadline } from '#spec/run-result';
import { curveMetric, type Column } from './column';

/** The shown columns without curves, which are no text. */
function textColumns(columns: readonly Column[]): Column[] {
  return columns.filter(({ id }) => curveMetric(id) === null);
}

/** The value of a column as a program reads it: numbers unrounded and without units, times in ISO format. */
function exactText(column: Column, run: Run): string {
  if (column.id === 'progress') return String(run.step);
  if (column.id === 'result') return String(findHeadline(run)?.value ?? '');
  return String(readField(run, column.id) ?? '');
}

/** The table as CSV (RFC 4180). */
export function toCsv(columns: readonly Column[], runs: readonly Run[]): string {
  const shown = textColumns(columns);
  return writeCsv(
    shown.map(({ title }) => title),
    runs.map((run) => shown.map((column) => exactText(column, run))),
  );
}

/** A table in Markdown, with values as they are shown, but in English notation. */
export function toMarkdown(columns: readonly Column[], runs: readonly Run[]): string {
  const shown = textColumns(columns);
  return inEnglish(() =>
    markdownTable(
      shown.map(({ title, isNumeric }) => ({ title, align: isNumeric ? 'right' : 'left' })),
      runs.map((run) => shown.map((column) => column.format(run))),
    ),
  );
}
