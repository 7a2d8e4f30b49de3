import type { TableRequest } from '#spec/dataset';
import { joinNames, quote } from '#spec/quote';
import { parseNumber } from '../formats/table-numbers';
import { delimiterNames } from '../formats/table-rows';
import type { Table } from './read-table';
import type { TableRoles } from './table-roles';

type DialectRequest = Pick<TableRequest, 'delimiter' | 'encoding' | 'header' | 'decimal'>;

/** How the text of a file is read, where the user does not say so, or is not followed. */
export function noteReading(table: Table, request: DialectRequest): string[] {
  const { dialect, encodingReason, headerReason } = table;
  const file = quote(table.file);
  const notes: string[] = [];
  if (encodingReason === 'zeros' || (encodingReason === 'bom' && dialect.encoding !== 'utf-8'))
    notes.push(`${file} is read as ${dialect.encoding}.`);
  if (request.encoding && request.encoding !== dialect.encoding)
    notes.push(
      `${file} begins with the byte order mark of ${dialect.encoding}, so it is not read as ${request.encoding}.`,
    );
  if (request.delimiter === undefined && dialect.delimiter !== ',')
    notes.push(`The cells of ${file} are separated by ${delimiterNames[dialect.delimiter]}.`);
  if (request.decimal === undefined && dialect.decimal === ',')
    notes.push(`The numbers of ${file} have a decimal comma.`);
  if (request.header === undefined && !dialect.header)
    notes.push(
      `The first row of ${file} is read as an example, since its cells are numbers where those below are: the columns are called by their numbers.`,
    );
  if (headerReason === 'counted')
    notes.push(
      `The first row of ${file} is read as the names of the columns, since it counts them from 0, as pandas writes it. If it is an example, say that there is no header.`,
    );
  if (headerReason === 'assumed')
    notes.push(
      `The first row of ${file} is assumed to hold the names of the columns: it is text like the rows below.`,
    );
  if (table.hasRowNames)
    notes.push(
      `The first row of ${file} has one cell less than the others, as R writes it: the first column has no name.`,
    );
  return notes;
}

/** Which lines of a file are skipped. */
export function noteSkipped(table: Table): string[] {
  const { skippedLines, blankLines } = table;
  const file = quote(table.file);
  const notes: string[] = [];
  if (skippedLines > 0)
    notes.push(
      `The first ${skippedLines === 1 ? 'line' : `${skippedLines} lines`} of ${file} ${skippedLines === 1 ? 'is a comment and is' : 'are comments and are'} skipped.`,
    );
  if (blankLines > 0)
    notes.push(
      `${blankLines.toLocaleString('en')} blank ${blankLines === 1 ? 'line' : 'lines'} of ${file} ${blankLines === 1 ? 'is' : 'are'} skipped.`,
    );
  return notes;
}

/** What the roles of the columns are, where the user does not say so. */
export function noteRoles({ columns, hasRowNames }: Table, roles: TableRoles): string[] {
  const namesOf = (indices: readonly number[]): string =>
    joinNames(indices.map((index) => quote(columns[index]?.name ?? '')));
  const notes: string[] = [];
  const repeated = columns.flatMap(({ name, nameInFile }, index) =>
    nameInFile !== '' && name !== nameInFile ? [index] : [],
  );
  if (repeated.length > 0)
    notes.push(`Columns of the same name are told apart by their numbers: ${namesOf(repeated)}.`);
  if (hasRowNames && roles.columns[0]?.note)
    notes.push(`${namesOf([0])} is left out, since it names the rows.`);
  const leftOut = roles.rowNumbers;
  if (leftOut.length > 0)
    notes.push(
      `${namesOf(leftOut)} ${leftOut.length === 1 ? 'is' : 'are'} left out, since ${leftOut.length === 1 ? 'it numbers or times' : 'they number or time'} the rows.`,
    );
  const empty = columns.flatMap(({ kind }, index) =>
    kind === 'empty' && roles.columns[index]?.role === 'ignore' && roles.columns[index]?.note
      ? [index]
      : [],
  );
  if (empty.length > 0)
    notes.push(
      `${namesOf(empty)} ${empty.length === 1 ? 'is' : 'are'} left out, since all ${empty.length === 1 ? 'its' : 'their'} cells are empty.`,
    );
  const booleans = [...roles.features, ...roles.values].filter(
    (index) => columns[index]?.kind === 'boolean',
  );
  if (booleans.length > 0) notes.push(`TRUE is read as 1 and FALSE as 0 in ${namesOf(booleans)}.`);
  if (roles.label < 0 && roles.values.length === 0)
    notes.push(
      'No column is chosen to be predicted: these rows can only be used by a sequence that predicts its own next rows.',
    );
  return notes;
}

/** What looks wrong in the way a file is read. */
export function warnOfReading(table: Table): string[] {
  const { dialect, columns } = table;
  const file = quote(table.file);
  const warnings: string[] = [];
  if (table.encodingReason === 'assumed')
    warnings.push(
      `${file} is not UTF-8, and nothing tells its encoding: it is read as windows-1252 (Western European). If names look wrong, choose another encoding.`,
    );
  const names = columns.map(({ nameInFile }) => nameInFile).filter((name) => name !== '');
  const numbers = names.filter((name) => !Number.isNaN(parseNumber(name, dialect.decimal)));
  if (numbers.length > names.length / 2 && table.headerReason !== 'counted')
    warnings.push(
      `${numbers.length} of the ${names.length} names of columns in ${file} are numbers: ${joinNames(numbers)}. If its first row is an example, say that there is no header.`,
    );
  return warnings;
}

/** What looks wrong in the roles that are proposed: a column without a name is mostly an index. */
export function warnOfRoles(
  { file, columns, dialect }: Table,
  { features }: TableRoles,
  request: Pick<TableRequest, 'features'>,
): string[] {
  if (!dialect.header || request.features) return [];
  const unnamed = features.filter((index) => columns[index]?.nameInFile === '');
  if (unnamed.length === 0) return [];
  const numbers = joinNames(unnamed.map((index) => String(index + 1)));
  const names = joinNames(unnamed.map((index) => quote(columns[index]?.name ?? '')));
  return [
    unnamed.length === 1
      ? `Column ${numbers} of ${quote(file)} has no name and is used as a feature. If it is an index, ignore it: it is called ${names}.`
      : `Columns ${numbers} of ${quote(file)} have no names and are used as features. If they are indices, ignore them: they are called ${names}.`,
  ];
}
