import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { CsvError, parse } from 'csv-parse/sync';
import type { ImportRequest } from '#spec/dataset';
import { WorkbenchError, messageOf } from '#spec/errors';
import type { Fields } from '#spec/task';
import type { Split } from './dataset';
import type { SourceData } from './source';

type CsvRequest = Extract<ImportRequest, { format: 'csv' }>;

interface Table {
  file: string;
  header: string[];
  /** The line of the file each row begins at, from 1. */
  rows: { line: number; cells: string[] }[];
}

/**
 * Reads tables of numbers: field `features` (all other columns, in order) and `label` (classes, in the
 * order of their names) or `value` (one number).
 */
export async function readCsvSource(request: CsvRequest): Promise<SourceData> {
  const train = await readTable(request.file);
  const test = request.testFile === undefined ? null : await readTable(request.testFile);
  if (test && test.header.join() !== train.header.join())
    throw new WorkbenchError(
      'validation',
      `'${test.file}' has other columns (${test.header.join(', ')}) than '${train.file}' (${train.header.join(', ')}).`,
    );
  const label = train.header.indexOf(request.label);
  if (label < 0)
    throw new WorkbenchError(
      'validation',
      `'${train.file}' has no column '${request.label}'. Its columns: ${train.header.join(', ')}.`,
    );
  if (train.header.length < 2)
    throw new WorkbenchError(
      'validation',
      `'${train.file}' has no column beside '${request.label}'.`,
    );
  const names = request.target === 'class' ? classNames([train, test], label) : null;
  const split = (table: Table): Split => toSplit(table, label, names);
  const features = train.header.length - 1;
  const fields: Fields = { features: { kind: 'values', shape: [features] } };
  if (names) fields['label'] = { kind: 'label', classes: names.length, names };
  else fields['value'] = { kind: 'values', shape: [1] };
  return {
    fields,
    train: split(train),
    test: test && split(test),
    description: `CSV file ${train.file}, ${features} columns and '${request.label}'`,
  };
}

async function readTable(path: string): Promise<Table> {
  const file = basename(path);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch {
    throw new WorkbenchError('notFound', `There is no file '${path}', or it cannot be read.`);
  }
  let records: { info: { lines: number }; record: string[] }[];
  try {
    records = parse(text, {
      bom: true,
      info: true,
      skip_empty_lines: true,
      trim: true,
    }) as unknown as {
      info: { lines: number };
      record: string[];
    }[];
  } catch (error) {
    const line = error instanceof CsvError ? ` at line ${String(error['lines'])}` : '';
    throw new WorkbenchError(
      'validation',
      `'${file}' is no table${line}: ${messageOf(error)}. Mend that line and import again.`,
    );
  }
  const [header, ...rows] = records;
  if (!header || rows.length === 0)
    throw new WorkbenchError(
      'validation',
      `'${file}' has no rows. Its first line must name the columns, the others hold the examples.`,
    );
  return {
    file,
    header: header.record,
    rows: rows.map(({ info, record }) => ({ line: info.lines, cells: record })),
  };
}

function classNames(tables: readonly (Table | null)[], label: number): string[] {
  const found = tables.flatMap((table) => table?.rows.map(({ cells }) => cells[label] ?? '') ?? []);
  const names = [...new Set(found)];
  const numeric = names.every((name) => name !== '' && Number.isFinite(Number(name)));
  names.sort((a, b) => (numeric ? Number(a) - Number(b) : a < b ? -1 : 1));
  if (names.length < 2)
    throw new WorkbenchError(
      'validation',
      `The label column has only one value, '${names[0] ?? ''}'. Choose the column that holds the classes.`,
    );
  if (names.length > 1000)
    throw new WorkbenchError(
      'validation',
      `The label column has ${names.length} different values. If it holds numbers to predict, import it with target 'value'.`,
    );
  return names;
}

function toSplit(table: Table, label: number, names: readonly string[] | null): Split {
  const width = table.header.length - 1;
  const count = table.rows.length;
  const features = new Float32Array(count * width);
  const values = new Float32Array(names ? 0 : count);
  const labels = new Int32Array(names ? count : 0);
  const numbers = new Map(names?.map((name, index) => [name, index]));
  table.rows.forEach(({ line, cells }, row) => {
    let at = row * width;
    cells.forEach((cell, column) => {
      if (column === label && names) {
        labels[row] = numbers.get(cell) ?? 0;
        return;
      }
      const value = cell === '' ? Number.NaN : Number(cell);
      if (!Number.isFinite(value))
        throw new WorkbenchError(
          'validation',
          `'${table.file}' has ${cell === '' ? 'nothing' : `'${cell}'`} at line ${line}, column '${table.header[column] ?? column + 1}', where a number is wanted.`,
        );
      if (column === label) values[row] = value;
      else features[at++] = value;
    });
  });
  const columns: Split['columns'] = {
    features: { kind: 'values', shape: [width], data: features, scale: 1 },
  };
  if (names) columns['label'] = { kind: 'label', classes: names.length, data: labels };
  else columns['value'] = { kind: 'values', shape: [1], data: values, scale: 1 };
  return { count, columns };
}
