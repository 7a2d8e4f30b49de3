import type { ImportRequest } from '#spec/dataset';
import { WorkbenchError } from '#spec/errors';
import { joinNames, quote } from '#spec/quote';
import type { Fields } from '#spec/task';
import { findLabelColumn, parseNumber, readTable, type Table } from '../formats/csv-table';
import type { Split } from '../dataset';
import { isSortedByClass, shuffleSplit } from './shuffle';
import { maxClasses, type SourceData } from './source-data';

type CsvRequest = Extract<ImportRequest, { format: 'csv' }>;

/**
 * Reads CSV files. Fields: `features` (all columns except the label, in order), and `label` (classes in the order of
 * their names) or `value` (a number to predict). Rows keep their order, except that rows sorted by class are shuffled
 * unless `keepOrder` is set, since otherwise a part cut from the end would hold only one class. Throws a WorkbenchError
 * that names the file and the line.
 */
export async function readCsvSource(request: CsvRequest): Promise<SourceData> {
  const train = await readTable(request.file, request);
  const test = request.testFile === undefined ? null : await readTable(request.testFile, request);
  if (test && test.header.join() !== train.header.join())
    throw new WorkbenchError(
      'validation',
      `${quote(test.file)} has other columns (${joinNames(test.header)}) than ${quote(train.file)} (${joinNames(train.header)}).`,
    );
  const label = findLabelColumn(train, request);
  const names = request.target === 'class' ? classNames([train, test]) : null;
  const split = (table: Table): Split => toSplit(table, label, names);
  const features = train.header.length - 1;
  const fields: Fields = { features: { kind: 'values', shape: [features] } };
  if (names) fields['label'] = { kind: 'label', classes: names.length, names };
  else fields['value'] = { kind: 'values', shape: [1] };
  const inFileOrder = split(train);
  const isShuffled = !request.keepOrder && isSortedByClass(inFileOrder);
  return {
    fields,
    train: isShuffled ? shuffleSplit(inFileOrder) : inFileOrder,
    test: test && split(test),
    description: `CSV file ${train.file}, ${features} columns and ${quote(train.header[label] ?? '')}${isShuffled ? '; sorted by class, so its rows were mixed' : ''}`,
    mixed: isShuffled,
  };
}

function classNames(tables: readonly (Table | null)[]): string[] {
  const names = new Set<string>();
  for (const table of tables)
    table?.labels.forEach((label, row) => {
      if (label === '')
        throw new WorkbenchError(
          'validation',
          `${quote(table.file)} has no label at line ${table.lines[row]}. Fill it in, or remove the line.`,
        );
      names.add(label);
    });
  if (names.size < 2)
    throw new WorkbenchError(
      'validation',
      `The label column has only one value, ${quote([...names].join())}. Choose the column that holds the classes.`,
    );
  if (names.size > maxClasses)
    throw new WorkbenchError(
      'validation',
      `The label column has ${names.size} different values. If it holds numbers to predict, import it with target 'value'.`,
    );
  const areNumbers = [...names].every((name) => Number.isFinite(Number(name)));
  return [...names].sort((a, b) => (areNumbers ? Number(a) - Number(b) : a < b ? -1 : 1));
}

function toSplit(table: Table, label: number, names: readonly string[] | null): Split {
  const width = table.header.length - 1;
  const count = table.labels.length;
  const features = new Float32Array(count * width);
  table.features.forEach((row, index) => features.set(row, index * width));
  const columns: Split['columns'] = {
    features: { kind: 'values', shape: [width], data: features, scale: 1 },
  };
  if (names) {
    const classOf = new Map(names.map((name, index) => [name, index]));
    const data = Int32Array.from(table.labels, (name) => classOf.get(name) ?? 0);
    columns['label'] = { kind: 'label', classes: names.length, data };
  } else {
    const data = Float32Array.from(table.labels, (cell, row) =>
      parseNumber(table, cell, label, table.lines[row] ?? 0),
    );
    columns['value'] = { kind: 'values', shape: [1], data, scale: 1 };
  }
  return { count, columns };
}
