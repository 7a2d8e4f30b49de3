import type { TableRequest } from '#spec/dataset';
import { WorkbenchError } from '#spec/errors';
import { quote } from '#spec/quote';
import type { Table } from './read-table';

/**
 * Where the marks of all numbers of these columns may as well separate thousands, throws `validation` or returns a
 * warning, unless the decimal mark is known from elsewhere. A point that separates thousands, or a comma that separates
 * no cells, is written where semicolons or tabs separate the cells.
 */
export function warnOfDecimal(
  { file, dialect, columns }: Table,
  usedAsNumbers: readonly number[],
  known: TableRequest['decimal'],
): string[] {
  const used = usedAsNumbers.flatMap((index) => columns[index] ?? []);
  const ambiguous = used.find(({ grouped }) => grouped !== null)?.grouped ?? null;
  if (known !== undefined || ambiguous === null || used.some(({ hasClearMark }) => hasClearMark))
    return [];
  if (dialect.decimal === ',' && dialect.delimiter !== ';')
    throw new WorkbenchError(
      'validation',
      `The comma in numbers such as ${quote(ambiguous)} in ${quote(file)} may be a decimal comma or separate thousands. Choose the decimal mark, or write the numbers without commas.`,
    );
  // Programs that write commas or blanks between cells write no points between thousands.
  if (dialect.delimiter === ',' || dialect.delimiter === 'whitespace') return [];
  const mark = dialect.decimal === ',' ? 'comma' : 'point';
  return [
    `Numbers such as ${quote(ambiguous)} in ${quote(file)} are read with a decimal ${mark}. If the ${mark} separates thousands, write them without it.`,
  ];
}
