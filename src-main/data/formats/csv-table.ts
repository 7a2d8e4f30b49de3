import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { CsvError, parse } from 'csv-parse';
import { WorkbenchError, messageOf } from '#spec/errors';

/** A CSV file as numbers and one column of labels. */
export interface Table {
  /** Name of the file, for messages. */
  file: string;
  header: string[];
  /** One array a row: the numbers of all columns but the label's, in order. */
  features: Float32Array[];
  /** As written, one a row; `lines` says where. */
  labels: string[];
  /** The line of the file each row ends at, from 1. */
  lines: number[];
}

export interface TableOptions {
  /** Name of the label column, or its number from 1. */
  label: string;
  /** Whether the first line holds names; columns are named 1, 2, … where it does not. */
  header: boolean;
}

/**
 * Reads the file row by row, so that large ones need no more memory than their numbers. Throws a
 * WorkbenchError that names the file, and the line and column where it went wrong.
 */
export async function readTable(path: string, options: TableOptions): Promise<Table> {
  const file = basename(path);
  const table: Table = { file, header: [], features: [], labels: [], lines: [] };
  const rows = parse({ bom: true, info: true, skip_empty_lines: true, trim: true });
  const input = createReadStream(path).on('error', (error) => rows.destroy(error));
  try {
    let label = -1;
    for await (const { record, info } of input.pipe(rows) as AsyncIterable<CsvRecord>) {
      if (label < 0) {
        table.header = options.header ? record : record.map((_, index) => String(index + 1));
        label = labelColumn(table, options);
        if (options.header) continue;
      }
      table.features.push(numbersOf(table, record, label, info.lines));
      table.labels.push(record[label] ?? '');
      table.lines.push(info.lines);
    }
  } catch (error) {
    throw readable(error, path);
  } finally {
    input.destroy();
  }
  if (table.labels.length === 0)
    throw new WorkbenchError(
      'validation',
      options.header
        ? `'${file}' has no rows. Its first line must name the columns, the others hold the examples.`
        : `'${file}' has no rows.`,
    );
  return table;
}

/** The cell as a number that a float can hold. Throws naming line and column. */
export function numberIn(table: Table, cell: string, column: number, line: number): number {
  const value = cell === '' ? Number.NaN : Math.fround(Number(cell));
  if (Number.isFinite(value)) return value;
  throw new WorkbenchError(
    'validation',
    `'${table.file}' has ${cell === '' ? 'nothing' : `'${cell}'`} at line ${line}, column '${table.header[column] ?? column + 1}', where a number is wanted. Mend that line, or leave the column out.`,
  );
}

export function labelColumn(
  { file, header }: Pick<Table, 'file' | 'header'>,
  { label, header: named }: TableOptions,
): number {
  const byName = header.indexOf(label);
  if (byName !== header.lastIndexOf(label))
    throw new WorkbenchError(
      'validation',
      `'${file}' has more than one column '${label}'. Give the label column by its number, or rename one.`,
    );
  const index = byName >= 0 || !/^\d+$/.test(label) ? byName : Number(label) - 1;
  if (index < 0 || index >= header.length)
    throw new WorkbenchError(
      'validation',
      `'${file}' has no column '${label}'. Its columns: ${shortList(header)}.${named ? ' If its first line holds no names, say so (header: false), and give the column by its number.' : ''}`,
    );
  if (header.length < 2)
    throw new WorkbenchError(
      'validation',
      `'${file}' has no column beside '${label}'. Columns must be divided by commas.`,
    );
  return index;
}

interface CsvRecord {
  record: string[];
  info: { lines: number };
}

function numbersOf(table: Table, cells: string[], label: number, line: number): Float32Array {
  const numbers = new Float32Array(cells.length - 1);
  let at = 0;
  cells.forEach((cell, column) => {
    if (column !== label) numbers[at++] = numberIn(table, cell, column, line);
  });
  return numbers;
}

function readable(error: unknown, path: string): WorkbenchError {
  if (error instanceof WorkbenchError) return error;
  if (error instanceof CsvError)
    return new WorkbenchError(
      'validation',
      `'${basename(path)}' is no table at line ${String(error['lines'])}: ${messageOf(error)}. Mend that line and import again.`,
    );
  return new WorkbenchError('notFound', `There is no file '${path}', or it cannot be read.`);
}

function shortList(names: readonly string[]): string {
  const shown = names.slice(0, 12).join(', ');
  return names.length > 12 ? `${shown} … (${names.length} in all)` : shown;
}
