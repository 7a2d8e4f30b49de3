import { basename } from 'node:path';
import type { TableDialect, TableRequest } from '#spec/dataset';
import { WorkbenchError } from '#spec/errors';
import { quote } from '#spec/quote';
import { readLayout, skipLines } from '../formats/read-layout';
import type { HeaderReason, TableLayout } from '../formats/table-layout';
import { NumberReader, type DecimalMark } from '../formats/table-numbers';
import { delimiterNames, readRows, type OnRow } from '../formats/table-rows';
import { decodeText, detectEncoding, type DetectedEncoding } from '../formats/text-encoding';
import { nameColumns, normalizeName, type NamedColumns } from './column-names';
import { LabelCodes } from './label-codes';
import { NumberRows } from './number-rows';
import { TableColumn } from './table-column';

/** A table in memory: what its columns are, the numbers of those that are kept, and the labels of one of them. */
export interface Table {
  /** Name of the file, for messages. */
  file: string;
  dialect: TableDialect;
  encodingReason: DetectedEncoding['reason'];
  /** See `TableLayout`. */
  headerReason: HeaderReason;
  hasRowNames: boolean;
  skippedLines: number;
  /** Lines between the rows that are skipped because nothing is in them. */
  blankLines: number;
  /** Rows of which all cells are empty. */
  emptyRows: number;
  columns: TableColumn[];
  /** Number of rows. */
  count: number;
  /** The number in a row of a column that is kept; NaN where it is missing or text. Of the label column: its code. */
  get: (row: number, column: number) => number;
  /** The labels by their codes; null where there is no label column. */
  labels: LabelCodes | null;
  /** The cells of the first rows, as written. */
  firstRows: string[][];
  /** The decimal mark that is given, or that numbers of columns used as numbers show; else null. */
  knownMark: DecimalMark | null;
  /** Whether the file goes on after the limit. */
  isCut: boolean;
  /** Why the rest of the file cannot be read; null where all was. */
  refusal: WorkbenchError | null;
}

/** Which columns are needed, by their index. */
export interface ColumnPlan {
  /** -1 where there is none. */
  label: number;
  isKept: (column: number) => boolean;
}

export interface TableOptions extends Pick<
  TableRequest,
  'delimiter' | 'encoding' | 'header' | 'decimal'
> {
  /** Names of columns that the request gives: a first row with one of them holds the names. */
  knownNames: readonly string[];
  /** Called with the names of the columns. Throws `validation` where they do not fit. */
  plan: (columns: NamedColumns) => ColumnPlan;
  /** About how many characters are read. */
  limit?: number | undefined;
}

/** The columns of the table, for finding one of them. */
export function namedColumnsOf({ file, columns, dialect: { header } }: Table): NamedColumns {
  return {
    file,
    names: columns.map(({ name }) => name),
    namesInFile: columns.map(({ nameInFile }) => nameInFile),
    header,
  };
}

/** Bytes of a character in UTF-8, at most. */
const maxUtf8Bytes = 4;
/** Beyond the limit, characters of a line that are read on to its end. */
const maxLineRest = 2 ** 20;

/** Rows that a preview shows. */
const shownRows = 12;

/**
 * Reads a table, gzipped or not, row by row, so that a large one needs only the memory of its numbers. Throws a
 * WorkbenchError where the file cannot be read or is no text; any other fault is the `refusal` of the table, which has
 * the rows before it.
 */
export async function readTable(path: string, options: TableOptions): Promise<Table> {
  const maxCharacters = options.limit ?? Infinity;
  const encoding = await detectEncoding(path, options.encoding, maxCharacters * maxUtf8Bytes);
  const layout = await findLayout(path, encoding, options);
  const { delimiter, header, decimal } = layout;
  const table: Table = {
    file: basename(path),
    dialect: { delimiter, header, encoding: encoding.encoding, decimal: decimal ?? '.' },
    encodingReason: encoding.reason,
    headerReason: layout.headerReason,
    hasRowNames: layout.hasRowNames,
    skippedLines: layout.skipped.lines,
    blankLines: 0,
    emptyRows: 0,
    columns: [],
    count: 0,
    get: () => Number.NaN,
    labels: null,
    firstRows: [],
    knownMark: decimal,
    isCut: false,
    refusal: null,
  };
  const limited = limitText(decodeText(path, encoding), maxCharacters, () => {
    table.isCut = true;
  });
  try {
    await readRows(
      skipLines(limited, layout.skipped),
      delimiter,
      table.file,
      rowHandler(table, options.plan),
    );
  } catch (error) {
    if (!(error instanceof WorkbenchError)) throw error;
    // The end of what is read may lie within quotation marks.
    if (!table.isCut) table.refusal = error;
  }
  if (table.count === 0) table.refusal ??= table.isCut ? noWholeRow(table) : noRows(table);
  return table;
}

function findLayout(
  path: string,
  encoding: DetectedEncoding,
  { knownNames, plan, ...known }: TableOptions,
): Promise<TableLayout> {
  const names = knownNames.map(normalizeName);
  const usedAsNumbers = (firstRow: string[], header: boolean): ((column: number) => boolean) => {
    try {
      const { label, isKept } = plan(namedColumnsIn(basename(path), firstRow, header));
      return (column) => isKept(column) && column !== label;
    } catch (error) {
      // Columns that do not fit are refused when the rows are read.
      if (!(error instanceof WorkbenchError)) throw error;
      return () => true;
    }
  };
  return readLayout(path, encoding, { ...known, names, usedAsNumbers });
}

function namedColumnsIn(file: string, firstRow: string[], header: boolean): NamedColumns {
  return header
    ? { file, names: nameColumns(firstRow), namesInFile: firstRow.map(normalizeName), header }
    : {
        file,
        names: firstRow.map((_, index) => String(index + 1)),
        namesInFile: firstRow.map(() => ''),
        header,
      };
}

/** Ends the text with the line at which it has more than `limit` characters, or within that line where it is very long. */
async function* limitText(
  text: AsyncIterable<string>,
  limit: number,
  onCut: () => void,
): AsyncGenerator<string> {
  let characters = 0;
  for await (const piece of text) {
    const end = characters < limit ? -1 : piece.indexOf('\n');
    characters += piece.length;
    if (end >= 0) {
      onCut();
      yield piece.slice(0, end + 1);
      return;
    }
    yield piece;
    if (characters > limit + maxLineRest) {
      onCut();
      return;
    }
  }
}

/** Adds the rows to the table. Throws `validation` where a row does not fit. */
function rowHandler(table: Table, plan: TableOptions['plan']): OnRow {
  let [firstLine, blankBefore] = [0, 0];
  let addCells: (cells: string[], line: number) => void = () => undefined;
  return (cells, line, blankLines) => {
    if (firstLine === 0) {
      [firstLine, blankBefore] = [line, blankLines];
      const { header } = table.dialect;
      if (header) cells.forEach((cell) => assertReadable(table.file, cell, line));
      const firstRow = table.hasRowNames ? ['', ...cells] : cells;
      const { names, namesInFile } = namedColumnsIn(table.file, firstRow, header);
      table.columns = names.map((name, index) => new TableColumn(name, namesInFile[index] ?? ''));
      addCells = cellHandler(table, plan(namedColumnsOf(table)));
      if (header) return;
    }
    if (cells.length !== table.columns.length) throw otherLength(table, cells, line, firstLine);
    table.blankLines = blankLines - blankBefore;
    if (cells.every((cell) => cell === '')) table.emptyRows += 1;
    addCells(cells, line);
  };
}

function cellHandler(
  table: Table,
  { label, isKept }: ColumnPlan,
): (cells: string[], line: number) => void {
  const { columns, file, knownMark } = table;
  const kept = columns.flatMap((_, column) => (isKept(column) || column === label ? [column] : []));
  const slots = columns.map(() => -1);
  kept.forEach((column, slot) => (slots[column] = slot));
  const rows = new NumberRows(kept.length);
  const labels = label >= 0 ? new LabelCodes() : null;
  table.labels = labels;
  table.get = (row, column) => {
    const slot = slots[column] ?? -1;
    return slot < 0 ? Number.NaN : rows.get(row, slot);
  };
  // A column that is not used as numbers says nothing of theirs: it may hold dates.
  const reader = new NumberReader(knownMark);
  const readers = columns.map((_, column) =>
    isKept(column) && column !== label ? reader : new NumberReader(knownMark),
  );
  const numbers = new Float64Array(columns.length);
  const row = new Float64Array(kept.length);
  return (cells, line) => {
    if (table.firstRows.length < shownRows) table.firstRows.push(cells);
    columns.forEach((column, index) => {
      numbers[index] = column.add(cells[index] ?? '', line, readers[index] ?? reader);
    });
    if (labels) {
      const text = normalizeName(cells[label] ?? '');
      assertReadable(file, text, line);
      numbers[label] = labels.add(text, line);
    }
    kept.forEach((column, slot) => {
      row[slot] = numbers[column] ?? Number.NaN;
    });
    rows.push(row);
    table.count += 1;
    table.knownMark = reader.mark;
    table.dialect.decimal = reader.mark ?? readers[label]?.mark ?? '.';
  };
}

/** Text may hold U+FFFD for characters that another program could not read: different names became the same. */
function assertReadable(file: string, cell: string, line: number): void {
  if (!cell.includes('\ufffd')) return;
  throw new WorkbenchError(
    'validation',
    `${quote(file)} has a character at line ${line}, in ${quote(cell)}, that was lost when the file was converted (U+FFFD). Get the file in its original encoding.`,
  );
}

function otherLength(
  { file, columns, dialect: { delimiter } }: Table,
  cells: readonly string[],
  line: number,
  firstLine: number,
): WorkbenchError {
  const count = (length: number): string => `${length} ${length === 1 ? 'cell' : 'cells'}`;
  return new WorkbenchError(
    'validation',
    `${quote(file)} has ${count(cells.length)} at line ${line}, but ${count(columns.length)} at line ${firstLine}. Either that line is damaged, or cells are not separated by ${delimiterNames[delimiter]}, or a cell that holds ${delimiterNames[delimiter]} is not in quotation marks.`,
  );
}

function noRows({ file, dialect: { header } }: Table): WorkbenchError {
  return new WorkbenchError(
    'validation',
    header
      ? `${quote(file)} has no rows. Its first line must name the columns, the others hold the examples.`
      : `${quote(file)} has no rows.`,
  );
}

/** Where a preview is cut within the first rows. */
function noWholeRow({ file }: Table): WorkbenchError {
  return new WorkbenchError(
    'validation',
    `The first lines of ${quote(file)} are too long to be looked at. Save it with a line for each row.`,
  );
}
