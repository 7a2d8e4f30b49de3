import type { TableRequest } from '#spec/dataset';
import { joinNames, quote } from '#spec/quote';
import { parseNumber } from '../formats/table-numbers';
import { delimiterNames } from '../formats/table-rows';
import type { Table } from './read-table';
import type { TableRoles } from './table-roles';

type DialectRequest = Pick<TableRequest, 'delimiter' | 'encoding' | 'header' | 'decimal'>;

/** How the text of a file is read, where the user does not say so, or is not followed. */
export function noteReading(table: Table, request: DialectRequest): string[] {
  const { dialect, encodingReason, skippedLines, emptyRows } = table;
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
  if (table.isHeaderAssumed)
    notes.push(
      `The first row of ${file} is assumed to hold the names of the columns: it is text like the rows below.`,
    );
  if (skippedLines > 0)
    notes.push(
      `The first ${skippedLines === 1 ? 'line' : `${skippedLines} lines`} of ${file} ${skippedLines === 1 ? 'is a comment and is' : 'are comments and are'} skipped.`,
    );
  if (emptyRows > 0)
    notes.push(
      `${emptyRows.toLocaleString('en')} empty ${emptyRows === 1 ? 'row' : 'rows'} of ${file} ${emptyRows === 1 ? 'is' : 'are'} skipped.`,
    );
  return notes;
}

/** What the roles of the columns are, where the user does not say so. */
export function noteRoles({ columns }: Table, roles: TableRoles): string[] {
  const namesOf = (indices: readonly number[]): string =>
    joinNames(indices.map((index) => quote(columns[index]?.name ?? '')));
  const notes: string[] = [];
  const repeated = columns.flatMap(({ name, nameInFile }, index) =>
    nameInFile !== '' && name !== nameInFile ? [index] : [],
  );
  if (repeated.length > 0)
    notes.push(`Columns of the same name are told apart by their numbers: ${namesOf(repeated)}.`);
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
export function warnOfReading(table: Table, request: DialectRequest): string[] {
  const { dialect, columns, reader } = table;
  const file = quote(table.file);
  const warnings: string[] = [];
  if (table.encodingReason === 'assumed')
    warnings.push(
      `${file} is not UTF-8, and nothing tells its encoding: it is read as windows-1252 (Western European). If names look wrong, choose another encoding.`,
    );
  const names = columns.map(({ nameInFile }) => nameInFile).filter((name) => name !== '');
  const numbers = names.filter((name) => !Number.isNaN(parseNumber(name, dialect.decimal)));
  if (numbers.length > names.length / 2)
    warnings.push(
      `${numbers.length} of the ${names.length} names of columns in ${file} are numbers: ${joinNames(numbers)}. If its first row is an example, say that there is no header.`,
    );
  // Programs that write semicolons write decimal commas, and points between thousands.
  if (request.decimal === undefined && dialect.delimiter === ';' && reader.ambiguous !== null) {
    const mark = dialect.decimal === ',' ? 'comma' : 'point';
    warnings.push(
      `Numbers such as ${quote(reader.ambiguous)} in ${file} are read with a decimal ${mark}. If the ${mark} separates thousands, write them without it.`,
    );
  }
  return warnings;
}
