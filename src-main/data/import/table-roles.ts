import type { ColumnRole, TableRequest } from '#spec/dataset';
import { WorkbenchError } from '#spec/errors';
import { joinNames, quote } from '#spec/quote';
import { takeTurn } from '#files/take-turn';
import { findColumn, type NamedColumns } from './column-names';
import { namedColumnsOf, type Table } from './read-table';
import { hintOf } from '../formats/table-numbers';
import { maxClasses } from './source-data';
import type { TableColumn } from './table-column';

/** What the columns of a table are used for. */
export interface TableRoles {
  /** By column; with the reason where a role is proposed and that is not obvious. */
  columns: { role: ColumnRole; note: string | null }[];
  /** Indices of columns, in the order in which the request names them; `label` is -1 without one. */
  label: number;
  values: number[];
  features: number[];
  /** Columns that are left out because they number the rows. */
  rowNumbers: number[];
  /** Columns of text to which the request gives no role. */
  unassignedText: number[];
  /** Why the roles of the request do not fit; those that fit are given. */
  refusal: WorkbenchError | null;
}

export type RoleRequest = Pick<TableRequest, 'label' | 'values' | 'features' | 'ignore'>;

/** The names of all columns that the request gives a role. */
export function namedColumns({ label, values, features, ignore }: RoleRequest): string[] {
  return [...(label === undefined ? [] : [label]), ...values, ...(features ?? []), ...ignore];
}

/** The roles that the request gives to columns, by their index, as far as they fit, and the first fault. */
export function givenRoles(
  { label, values, features, ignore }: RoleRequest,
  columns: NamedColumns,
): { roles: Map<number, ColumnRole>; refusal: WorkbenchError | null } {
  const wanted: [ColumnRole, readonly string[]][] = [
    ['label', label === undefined ? [] : [label]],
    ['value', values],
    ['feature', features ?? []],
    ['ignore', ignore],
  ];
  const roles = new Map<number, ColumnRole>();
  let refusal: WorkbenchError | null = null;
  for (const [role, list] of wanted)
    for (const name of list)
      try {
        const index = findColumn(columns, name);
        const other = roles.get(index);
        if (other !== undefined) throw secondRole(columns.names[index] ?? name, other, role);
        roles.set(index, role);
      } catch (error) {
        if (!(error instanceof WorkbenchError)) throw error;
        refusal ??= error;
      }
  return { roles, refusal };
}

const roleTexts: Readonly<Record<ColumnRole, string>> = {
  label: 'as the label',
  value: 'as a value to predict',
  feature: 'as a feature',
  ignore: 'as left out',
};

function secondRole(name: string, first: ColumnRole, second: ColumnRole): WorkbenchError {
  return new WorkbenchError(
    'validation',
    `The column ${quote(name)} is given twice, ${roleTexts[first]} and ${roleTexts[second]}. Give each column one role.`,
  );
}

/** The roles of all columns: those of the request, and proposals for the others. */
export async function assignRoles(request: RoleRequest, table: Table): Promise<TableRoles> {
  const names = table.columns.map(({ name }) => name);
  const { roles, refusal } = givenRoles(request, namedColumnsOf(table));
  const proposed = new Map<number, { role: ColumnRole; note: string | null }>();
  const rowNumbers: number[] = [];
  for (const [index, column] of table.columns.entries()) {
    if (roles.has(index) || request.features) continue;
    if (table.hasRowNames && index === 0) {
      proposed.set(index, { role: 'ignore', note: 'It names the rows.' });
      continue;
    }
    const isNumbering = await isRowNumber(table, index);
    if (isNumbering) rowNumbers.push(index);
    proposed.set(
      index,
      isNumbering ? { role: 'ignore', note: 'It numbers or times the rows.' } : proposeRole(column),
    );
  }
  const columns = names.map((_, index) => {
    const given = roles.get(index);
    if (given === undefined) return proposed.get(index) ?? { role: 'ignore' as const, note: null };
    return { role: given, note: null };
  });
  const withRole = (wanted: ColumnRole): number[] =>
    request.features || wanted !== 'feature'
      ? [...roles].flatMap(([index, role]) => (role === wanted ? [index] : []))
      : columns.flatMap(({ role }, index) => (role === wanted ? [index] : []));
  return {
    columns,
    label: withRole('label')[0] ?? -1,
    values: withRole('value'),
    features: withRole('feature'),
    rowNumbers,
    unassignedText: [...proposed.keys()].filter(
      (index) => table.columns[index]?.kind === 'text' && !(table.hasRowNames && index === 0),
    ),
    refusal,
  };
}

function proposeRole(column: TableColumn): { role: ColumnRole; note: string | null } {
  const { kind, distinct } = column;
  if (kind === 'empty') return { role: 'ignore', note: 'All its cells are empty.' };
  if (kind === 'text')
    return {
      role: 'ignore',
      note:
        distinct === null
          ? `It holds text, with more than ${maxClasses.toLocaleString('en')} different cells.`
          : 'It holds text: it can be the label, or be left out.',
    };
  return { role: 'feature', note: kind === 'boolean' ? 'TRUE is read as 1, FALSE as 0.' : null };
}

const indexNames = /^(?:unnamed\d*|index|idx|id|rowid|row|rows|rownumber|rownames|rowname)$/;
const clockNames =
  /^(?:frame|frames|frameid|framenumber|frameindex|time|times|timestamp|timestamps|unixtime|tick|ticks|step|steps)$/;

/**
 * Whether the column numbers or times the rows: one without a name, as pandas writes it, or with a name that says so,
 * whose numbers increase, or are all different integers.
 */
async function isRowNumber(table: Table, index: number): Promise<boolean> {
  const column = table.columns[index];
  // An empty row has no number either.
  if (column?.kind !== 'number' || column.missing > table.emptyRows) return false;
  if (table.count < 3) return false;
  // The unit is no part of the name: "Time (s)".
  const name = column.nameInFile.toLowerCase().replace(/[[(].*$/, '');
  const letters = name.replaceAll(/[^\p{L}\p{N}]/gu, '');
  if (clockNames.test(letters)) return column.isCounting || column.isIncreasing;
  if (!indexNames.test(letters) && !(table.dialect.header && column.nameInFile === ''))
    return false;
  return column.areIntegers && (column.isCounting || (await areAllDifferent(table, index)));
}

async function areAllDifferent({ columns, count, get }: Table, index: number): Promise<boolean> {
  const few = columns[index]?.distinct;
  const missing = columns[index]?.missing ?? 0;
  if (few) return few.size === count - missing;
  const seen = new Set<number>();
  for (let row = 0; row < count; row++) {
    const value = get(row, index);
    if (seen.has(value)) return false;
    if (!Number.isNaN(value)) seen.add(value);
    if (row % 1024 === 0) await takeTurn();
  }
  return true;
}

/** Throws `validation` where no column is a feature. */
export function assertFeatures(
  { file, columns }: Table,
  { features, rowNumbers }: TableRoles,
): void {
  if (features.length > 0) return;
  const names = rowNumbers.map((index) => quote(columns[index]?.name ?? ''));
  const leftOut =
    names.length > 0
      ? ` without ${joinNames(names)}, which ${names.length === 1 ? 'numbers or times' : 'number or time'} the rows`
      : '';
  throw new WorkbenchError(
    'validation',
    `No column of ${quote(file)} is left as a feature${leftOut}. Choose one as input. To predict the next rows of the same columns, choose neither a label nor values.`,
  );
}

/**
 * Throws `validation` where a column of numbers holds anything else, naming all such columns of the part. `where`: where
 * the decimal mark comes from.
 */
export function assertNumbers(
  { file, columns, dialect }: Table,
  indices: readonly number[],
  unassigned: readonly number[],
  where?: string,
): void {
  const textColumns = [...indices, ...unassigned].flatMap((index) => {
    const column = columns[index];
    return column?.kind === 'text' && column.text ? [{ name: column.name, ...column.text }] : [];
  });
  const [first] = textColumns;
  if (first) {
    const list = textColumns.map(
      ({ name, cell, line }) => `${quote(name)} (${quote(cell, 30)} at line ${line})`,
    );
    throw new WorkbenchError(
      'validation',
      `${quote(file)} has text where numbers are expected, in the ${list.length === 1 ? 'column' : 'columns'} ${joinList(list)}.${hintOf(first.cell, dialect.decimal, where)} Mend these cells, leave the ${list.length === 1 ? 'column' : 'columns'} out, or choose one as the label.${isOneColumn(columns, dialect) ? ' Is the delimiter right?' : ''}`,
    );
  }
  for (const index of indices) {
    const column = columns[index];
    if (!column?.notFinite) continue;
    const { cell, line } = column.notFinite;
    throw new WorkbenchError(
      'validation',
      `${quote(file)} has ${quote(cell)} at line ${line}, column ${quote(column.name)}: numbers must be finite and at most 3.4e38. Mend that cell, or leave the column out.`,
    );
  }
}

function isOneColumn(columns: readonly TableColumn[], { header }: Table['dialect']): boolean {
  return columns.length === 1 && (header ? /[,;\t| ]/.test(columns[0]?.nameInFile ?? '') : true);
}

const maxListed = 12;

function joinList(list: readonly string[]): string {
  const shown = list.slice(0, maxListed).join(', ');
  return list.length > maxListed
    ? `${shown} … (${list.length.toLocaleString('en')} in all)`
    : shown;
}
