import type { TablePreview } from '#spec/dataset';
import { printable, quote } from '#spec/quote';
import { formatCount, formatTable } from './format';
import { formatClasses, formatParts, formatRemarks } from './import-data';
import { delimiterName } from './option-parsers';

type Given = Partial<TablePreview['dialect']>;

/** The lines of a preview. `given`: what the user said about how the text is read; the rest was detected. */
export function describePreview(preview: TablePreview, file: string, given: Given): string[] {
  return [
    `How ${quote(file)} is read:`,
    ...describeDialect(preview.dialect, given),
    '',
    ...describeColumns(preview.columns),
    '',
    ...(preview.rows.length > 0 ? ['First rows:', ...describeRows(preview), ''] : []),
    // A table that is refused has no parts: the file may not even have been read to its end.
    ...(preview.refusal === null ? [`${formatParts(preview.counts, 'rows')}.`] : []),
    ...(preview.classes && preview.refusal === null ? formatClasses(preview.classes) : []),
    ...formatRemarks(preview),
    preview.refusal === null
      ? 'Nothing was written. Import it with --id ID in place of --preview.'
      : `It would be refused: ${preview.refusal}`,
  ];
}

function describeDialect(dialect: TablePreview['dialect'], given: Given): string[] {
  const source = (key: keyof Given): string => (given[key] === undefined ? 'detected' : 'given');
  return indented(
    formatTable([
      ['delimiter', delimiterName(dialect.delimiter), source('delimiter')],
      ['encoding', dialect.encoding, source('encoding')],
      [
        'first line',
        dialect.header ? 'names of the columns' : 'an example (columns are named 1, 2, …)',
        source('header'),
      ],
      ['decimal mark', dialect.decimal === ',' ? 'comma' : 'point', source('decimal')],
    ]),
  );
}

const maxColumns = 24;
const maxCell = 24;

type Column = TablePreview['columns'][number];

/** Of very many columns those that are remarkable, then the first. */
function describeColumns(columns: readonly Column[]): string[] {
  const isPlain = ({ role, note, missing }: Column): boolean =>
    role === 'feature' && note === null && missing === 0;
  const numbered = columns.map((column, index) => ({ column, number: index + 1 }));
  const shown = [
    ...numbered.filter(({ column }) => !isPlain(column)),
    ...numbered.filter(({ column }) => isPlain(column)),
  ]
    .slice(0, maxColumns)
    .sort((a, b) => a.number - b.number);
  const more = columns.length - shown.length;
  const rows = shown.map(({ column, number }) => [
    String(number),
    printable(column.name, maxCell),
    column.kind,
    formatCount(column.missing),
    describeCells(column),
    column.role,
    column.note === null ? '' : printable(column.note, 80),
  ]);
  return [
    ...formatTable([['', 'column', 'kind', 'missing', 'cells', 'role', ''], ...rows], [0, 3]),
    ...(more > 0 ? [`and ${formatCount(more)} more columns`] : []),
  ];
}

function describeCells({ kind, range, distinct, role }: Column): string {
  if (kind === 'empty') return '';
  const different =
    distinct === null ? 'very many different' : `${formatCount(distinct)} different`;
  if (!range) return different;
  const span = `${formatNumber(range.min)} to ${formatNumber(range.max)}`;
  return role === 'label' ? `${span}, ${different}` : span;
}

function formatNumber(value: number): string {
  return String(Number(value.toPrecision(6)));
}

const maxRows = 5;
const maxWidth = 100;

/** The first cells of the first rows, as many columns as fit into a line. */
function describeRows({ columns, rows }: TablePreview): string[] {
  const cells = [
    columns.map(({ name }) => printable(name, maxCell)),
    ...rows.slice(0, maxRows).map((row) => row.map((cell) => printable(cell, maxCell))),
  ];
  let width = 0;
  const fitting = columns.findIndex((_, column) => {
    width += 2 + Math.max(...cells.map((row) => row[column]?.length ?? 0));
    return width > maxWidth;
  });
  const isCut = fitting >= 0;
  const shown = cells.map((row) => (isCut ? [...row.slice(0, fitting), '…'] : row));
  const right = columns.flatMap(({ kind }, column) => (kind === 'number' ? [column] : []));
  return indented(formatTable(shown, isCut ? right.filter((column) => column < fitting) : right));
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}
