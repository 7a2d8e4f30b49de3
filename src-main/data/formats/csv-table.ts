import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { CsvError, parse } from 'csv-parse';
import { WorkbenchError, messageOf } from '#spec/errors';

/** A CSV file as columns of numbers and one column of labels. */
export interface Table {
  /** Name of the file, for error messages. */
  file: string;
  header: string[];
  /** One array for each row: the numbers of all columns except the label, in order. */
  features: Float32Array[];
  /** The cells of the label column, as written. */
  labels: string[];
  /** The line of the file at which each row ends, from 1. */
  lines: number[];
}

export interface TableOptions {
  /** Name of the label column, or its number from 1. */
  label: string;
  /** Whether the first line holds the names of the columns. If not, they are named 1, 2, … */
  header: boolean;
}

/**
 * Reads the file row by row, so that a large one needs only the memory of its numbers. Throws a WorkbenchError that
 * names the file, the line and the column: `notFound` where it cannot be read, `validation` where it is no such table.
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
        label = findLabelColumn(table, options);
        if (options.header) continue;
      }
      table.features.push(parseFeatures(table, record, label, info.lines));
      table.labels.push(record[label] ?? '');
      table.lines.push(info.lines);
    }
  } catch (error) {
    throw asWorkbenchError(error, path);
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

/** The cell as a float32 number. Throws `validation`, with the line and the column, where it is no finite number. */
export function parseNumber(table: Table, cell: string, column: number, line: number): number {
  const value = cell === '' ? Number.NaN : Math.fround(Number(cell));
  if (Number.isFinite(value)) return value;
  throw new WorkbenchError(
    'validation',
    `'${table.file}' has ${cell === '' ? 'nothing' : `'${cell}'`} at line ${line}, column '${table.header[column] ?? column + 1}', where a number is wanted. Mend that line, or leave the column out.`,
  );
}

/** The index of the label column. Throws `validation` where there is no such column, or no other. */
export function findLabelColumn(
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
      `'${file}' has no column '${label}'. Its columns: ${abbreviateList(header)}.${named ? ' If its first line holds no names, say so (header: false), and give the column by its number.' : ''}`,
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

function parseFeatures(table: Table, cells: string[], label: number, line: number): Float32Array {
  const numbers = new Float32Array(cells.length - 1);
  let at = 0;
  cells.forEach((cell, column) => {
    if (column !== label) numbers[at++] = parseNumber(table, cell, column, line);
  });
  return numbers;
}

function asWorkbenchError(error: unknown, path: string): WorkbenchError {
  if (error instanceof WorkbenchError) return error;
  if (error instanceof CsvError)
    return new WorkbenchError(
      'validation',
      `'${basename(path)}' is no table at line ${String(error['lines'])}: ${messageOf(error)}. Mend that line and import again.`,
    );
  return new WorkbenchError('notFound', `There is no file '${path}', or it cannot be read.`);
}

function abbreviateList(names: readonly string[]): string {
  const shown = names.slice(0, 12).join(', ');
  return names.length > 12 ? `${shown} … (${names.length} in all)` : shown;
}
