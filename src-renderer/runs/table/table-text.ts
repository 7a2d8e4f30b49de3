import type { Run } from '#spec/run';
import { readField } from '#analysis/run-field';
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

/** Comma-separated values as RFC 4180 has them: lines end with CRLF, and a quote within a value is doubled. */
export function toCsv(columns: readonly Column[], runs: readonly Run[]): string {
  const shown = textColumns(columns);
  const lines = [
    shown.map(({ title }) => title),
    ...runs.map((run) => shown.map((column) => exactText(column, run))),
  ];
  return lines.map((line) => `${line.map(quoteCsv).join(',')}\r\n`).join('');
}

/** One value of a CSV file. */
export function quoteCsv(value: string): string {
  // A spreadsheet would take a text that begins so for a formula.
  const safe = /^[=@\t\r]|^[+-](?![\d.])/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}

/** A table in Markdown, with values as they are shown. */
export function toMarkdown(columns: readonly Column[], runs: readonly Run[]): string {
  const shown = textColumns(columns);
  const line = (cells: readonly string[]): string =>
    `| ${cells.map(escapeMarkdown).join(' | ')} |\n`;
  return [
    line(shown.map(({ title }) => title)),
    `| ${shown.map(({ isNumeric }) => (isNumeric ? '---:' : '---')).join(' | ')} |\n`,
    ...runs.map((run) => line(shown.map((column) => column.format(run)))),
  ].join('');
}

/** The text of a cell in a table of Markdown. */
export function escapeMarkdown(value: string): string {
  return value
    .replace(/\\/g, '\\\\')
    .replace(/\|/g, '\\|')
    .replace(/\s*\n\s*/g, ' ');
}
