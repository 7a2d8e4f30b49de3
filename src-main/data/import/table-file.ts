import type { TableRequest } from '#spec/dataset';
import { WorkbenchError } from '#spec/errors';
import { joinNames, quote } from '#spec/quote';
import type { NamedColumns } from './column-names';
import { readTable, type ColumnPlan, type Table, type TableOptions } from './read-table';
import { warnOfDecimal } from './table-decimal';
import { noteReading, noteSkipped, warnOfReading } from './table-notes';
import { assertNumbers } from './table-roles';

/** The request for a table, without what only its import needs. */
export type TableContent = Omit<TableRequest, 'id' | 'name'>;

/** A file of the import, and the indices of its columns that are used. */
export interface TableFile {
  table: Table;
  features: number[];
  values: number[];
  /** -1 where there is no label. */
  label: number;
  /** By code, the name of the label's class; null where the label is missing. */
  labelNames: readonly (string | null)[];
}

/** Rows of a file that are a part of the data set. */
export interface TablePart {
  file: TableFile;
  rows: Uint32Array;
}

/** The indices of all rows of the file. */
export function allRows({ count }: Table): Uint32Array {
  const rows = new Uint32Array(count);
  for (let row = 0; row < count; row++) rows[row] = row;
  return rows;
}

/**
 * Reads a file of validation or test rows, whose columns are those of the training file: by their names, in any order,
 * or without a header one by one. `options.decimal`: what is given, or what the training file has. Throws as
 * `readTable`, and `validation` where the columns differ.
 */
export async function readPartFile(
  path: string,
  train: TableFile,
  options: Omit<TableOptions, 'knownNames' | 'plan'>,
): Promise<{ file: TableFile; notes: string[]; warnings: string[] }> {
  const used = usedColumns(train);
  const hasHeader = train.table.dialect.header;
  let mapping = new Map<number, number>();
  let names: readonly string[] = [];
  const plan = (columns: NamedColumns): ColumnPlan => {
    ({ names } = columns);
    mapping = matchColumns(train, used, columns);
    const kept = new Set(mapping.values());
    return { label: mapping.get(train.label) ?? -1, isKept: (column) => kept.has(column) };
  };
  const table = await readTable(path, {
    ...options,
    knownNames: hasHeader ? used.map((index) => nameOf(train, index)) : [],
    plan,
  });
  if (table.refusal) throw table.refusal;
  const indices = (columns: readonly number[]): number[] =>
    columns.map((column) => mapping.get(column) ?? -1);
  const file: TableFile = {
    table,
    features: indices(train.features),
    values: indices(train.values),
    label: mapping.get(train.label) ?? -1,
    labelNames: [],
  };
  const numbers = [...file.features, ...file.values];
  const where = train.table.knownMark === null ? undefined : `in ${quote(train.table.file)}`;
  assertNumbers(table, numbers, [], where);
  const isSameDialect = JSON.stringify(table.dialect) === JSON.stringify(train.table.dialect);
  return {
    file,
    notes: [
      ...(isSameDialect ? [] : noteReading(table, options)),
      ...noteSkipped(table),
      ...noteColumns(train, file, names),
    ],
    warnings: [...warnOfReading(table), ...warnOfDecimal(table, numbers, options.decimal)],
  };
}

function usedColumns({ label, values, features }: TableFile): number[] {
  return [...(label >= 0 ? [label] : []), ...values, ...features];
}

function nameOf({ table }: TableFile, index: number): string {
  return table.columns[index]?.name ?? '';
}

/** By index of a column that is used of the training file, the index of that column. */
function matchColumns(
  { table: train }: TableFile,
  used: readonly number[],
  { names, header, file }: NamedColumns,
): Map<number, number> {
  const trainNames = train.columns.map(({ name }) => name);
  if (header !== train.dialect.header)
    throw new WorkbenchError(
      'validation',
      `${quote(file)} ${header ? 'has a header' : 'has no header'}, but ${quote(train.file)} ${header ? 'has none' : 'has one'}. Say whether the first row holds the names, or make the files alike.`,
    );
  const otherColumns = new WorkbenchError(
    'validation',
    `${quote(file)} has other columns (${joinNames(names)}) than ${quote(train.file)} (${joinNames(trainNames)}).`,
  );
  if (!header && names.length !== trainNames.length) throw otherColumns;
  return new Map(
    used.map((index) => {
      const match = header ? names.indexOf(trainNames[index] ?? '') : index;
      if (match < 0) throw otherColumns;
      return [index, match];
    }),
  );
}

function noteColumns(train: TableFile, part: TableFile, names: readonly string[]): string[] {
  if (!train.table.dialect.header) return [];
  const file = quote(part.table.file);
  const known = new Set(train.table.columns.map(({ name }) => name));
  const extra = names.filter((name) => !known.has(name));
  const order = usedColumns(part);
  const trainOrder = usedColumns(train);
  const isMoved = order.some((index, at) => index !== trainOrder[at]);
  return [
    ...(extra.length > 0
      ? [
          `${file} has columns that ${quote(train.table.file)} lacks; they are left out: ${joinNames(extra)}.`,
        ]
      : isMoved
        ? [`The columns of ${file} are in another order; they are matched by their names.`]
        : []),
  ];
}
