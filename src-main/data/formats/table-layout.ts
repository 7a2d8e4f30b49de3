import { tableDelimiters, type TableDelimiter } from '#spec/dataset';
import { WorkbenchError } from '#spec/errors';
import { isMissing, parseNumber, type DecimalMark } from './table-numbers';
import { readRows } from './table-rows';

/** How the text of a table is laid out: as the user says, else as its first rows show. */
export interface TableLayout {
  delimiter: TableDelimiter;
  /** Whether the first row holds the names of the columns. */
  header: boolean;
  headerReason: HeaderReason;
  /** Whether the header has one cell less than the rows, as R writes it: the first column holds names of the rows. */
  hasRowNames: boolean;
  /** Null where no number of the first rows has a decimal mark. */
  decimal: DecimalMark | null;
  /** Lines before the table, which are skipped, with their characters; the header may stand at the end of the last. */
  skipped: { lines: number; characters: number };
}

/**
 * `seen`: the user says whether there is a header, or the first rows show it. `counted`: the first row counts the columns
 * from 0, as pandas names them. `assumed`: nothing tells names and cells apart, since all of them are text.
 */
export type HeaderReason = 'seen' | 'counted' | 'assumed';

/** What the user says, and the columns that the request names. */
export interface KnownLayout {
  delimiter?: TableDelimiter | undefined;
  header?: boolean | undefined;
  decimal?: DecimalMark | undefined;
  names: readonly string[];
  /** By the first row, and whether it is the header: which columns are used as numbers. All where it is left out. */
  usedAsNumbers?: (firstRow: string[], header: boolean) => (column: number) => boolean;
}

/** Rows that are looked at. */
const maxRows = 200;

/** The layout of the table that begins with this text. `isWhole`: whether the text is all of the file. */
export async function detectLayout(
  text: string,
  known: KnownLayout,
  isWhole: boolean,
): Promise<TableLayout> {
  const preamble = findPreamble(text);
  // A last line that is cut off would be a row of another length.
  const end = isWhole ? text.length : text.lastIndexOf('\n') + 1;
  const body = text.slice(preamble.characters, Math.max(end, preamble.characters));
  const given = known.delimiter ?? preamble.delimiter;
  const knownNames = new Set(known.names.filter((name) => !/^\d+$/.test(name)));
  const { delimiter, rows } = await chooseDelimiter(body, given, knownNames);
  const first = detectFirstRow(rows, knownNames, known.header);
  const { lines, characters } = preamble;
  const isNamed = first.header && first.reason === 'seen' && known.header === undefined;
  const comment =
    known.header === false || isNamed ? null : await namesInComment(preamble, delimiter, rows);
  const header = comment !== null || first.header;
  const isUsed = known.usedAsNumbers?.(comment?.cells ?? first.rows[0] ?? [], header);
  return {
    delimiter,
    header,
    headerReason: comment ? 'seen' : first.reason,
    hasRowNames: comment === null && first.hasRowNames,
    decimal:
      known.decimal ??
      detectDecimal(first.rows.slice(first.header ? 1 : 0), isUsed ?? (() => true)),
    skipped: comment
      ? { lines: lines - 1, characters: characters - comment.text.length }
      : { lines, characters },
  };
}

interface Preamble {
  lines: number;
  characters: number;
  /** The last line that begins with `#`, with its line end; '' where none does. */
  lastComment: string;
  delimiter?: TableDelimiter | undefined;
}

/**
 * The lines before the table that begin with `#`, and the line `sep=;` that Excel reads. Nothing is skipped where all
 * lines are like that.
 */
function findPreamble(text: string): Preamble {
  const preamble: Preamble = { lines: 0, characters: 0, lastComment: '' };
  for (const [line] of text.matchAll(/[^\n]*\n?/g)) {
    const separator = preamble.lines === 0 ? /^"?sep=(.)"?\n$/i.exec(line)?.[1] : undefined;
    if (line !== '' && separator === undefined && !line.startsWith('#')) return preamble;
    preamble.delimiter ??= tableDelimiters.find((delimiter) => delimiter === separator);
    preamble.lines += 1;
    preamble.characters += line.length;
    preamble.lastComment = separator === undefined ? line : '';
  }
  return { lines: 0, characters: 0, lastComment: '' };
}

/**
 * The names of the columns where the last comment has as many cells as the rows do, and no number: `# x y`, as NumPy
 * writes it. With the line end; null where there is no such comment.
 */
async function namesInComment(
  { lastComment }: Preamble,
  delimiter: TableDelimiter,
  rows: readonly string[][],
): Promise<{ text: string; cells: string[] } | null> {
  const text = lastComment.replace(/^#+[ \t]*/, '');
  const [cells = []] = await sampleRows(text, delimiter);
  const areNames = cells.length > 1 && cells.length === commonWidth(rows) && !cells.some(isNumber);
  return areNames ? { text, cells } : null;
}

interface DividedRows {
  delimiter: TableDelimiter;
  rows: string[][];
}

/**
 * The delimiter that divides the most rows into the same number of cells, and the most cells into numbers: a comma
 * divides `0,5;1,5` evenly too, but not into numbers. One that divides the first row into names of the request is right.
 */
async function chooseDelimiter(
  body: string,
  given: TableDelimiter | undefined,
  names: ReadonlySet<string>,
): Promise<DividedRows> {
  const occurs = (delimiter: TableDelimiter): boolean =>
    delimiter === 'whitespace' ? /[ \t]/.test(body) : body.includes(delimiter);
  const absent = tableDelimiters.find((delimiter) => !occurs(delimiter));
  const candidates =
    given === undefined
      ? tableDelimiters.filter((delimiter) => occurs(delimiter) || delimiter === absent)
      : [given];
  const divided: DividedRows[] = [];
  for (const delimiter of candidates)
    divided.push({ delimiter, rows: await sampleRows(body, delimiter) });
  const naming = divided.filter(({ rows: [first] }) => first?.some((cell) => names.has(cell)));
  return withoutBlanks(naming.length > 0 ? naming : divided).reduce((best, next) =>
    scoreOf(next.rows) > scoreOf(best.rows) ? next : best,
  );
}

/** Blanks that divide rows unevenly are a part of the cells where another delimiter divides all rows evenly. */
function withoutBlanks(divided: readonly DividedRows[]): readonly DividedRows[] {
  const isEven = ({ rows: [first, ...others] }: DividedRows): boolean =>
    first !== undefined &&
    first.length > 1 &&
    others.every(({ length }) => length === first.length);
  const even = divided.filter(isEven);
  return even.length > 0 && divided.length > even.length
    ? divided.filter((rows) => rows.delimiter !== 'whitespace' || isEven(rows))
    : divided;
}

/** The first rows. A quotation mark out of place is taken as a part of its cell. */
async function sampleRows(text: string, delimiter: TableDelimiter): Promise<string[][]> {
  const rows: string[][] = [];
  const enough = new Error('enough rows');
  const collect = (cells: string[]): void => {
    rows.push(cells);
    if (rows.length >= maxRows) throw enough;
  };
  await readRows(piecesOf(text), delimiter, '', collect, true).catch((error: unknown) => {
    // Where a quotation mark is not closed, the rows before it are known.
    if (error !== enough && !(error instanceof WorkbenchError)) throw error;
  });
  return rows;
}

/** Lets the event loop turn between the pieces. */
async function* piecesOf(text: string): AsyncGenerator<string> {
  const size = 2 ** 16;
  for (let at = 0; at < text.length; at += size) {
    yield text.slice(at, at + size);
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
}

function scoreOf(rows: readonly string[][]): number {
  const width = commonWidth(rows);
  if (width === 0) return 0;
  const even = rows.filter((cells) => cells.length === width);
  const cells = even.flatMap((row) => row).filter((cell) => cell !== '');
  const numbers = cells.filter((cell) => isNumber(cell)).length;
  const score = (even.length / rows.length) * (0.1 + numbers / Math.max(1, cells.length));
  // Where nothing is divided, another delimiter may be right; where the first row differs, this one may be wrong.
  const first = rows[0]?.length ?? 0;
  const factor = width === 1 ? 0.5 : first === width ? 1 : first === 1 ? 0.4 : 0.6;
  // Of two that are equally good, the one that gives more columns.
  return factor * score + 1e-9 * width;
}

/** The number of cells that most rows have. */
function commonWidth(rows: readonly string[][]): number {
  const counts = new Map<number, number>();
  for (const { length } of rows) counts.set(length, (counts.get(length) ?? 0) + 1);
  return [...counts].reduce((best, next) => (next[1] > best[1] ? next : best), [0, 0])[0];
}

function isNumber(cell: string): boolean {
  return !Number.isNaN(parseNumber(cell, '.')) || !Number.isNaN(parseNumber(cell, ','));
}

function detectDecimal(
  rows: readonly string[][],
  isUsed: (column: number) => boolean,
): DecimalMark | null {
  const count = (mark: DecimalMark): number =>
    rows
      .flatMap((row) => row.filter((_, column) => isUsed(column)))
      .filter((cell) => cell.includes(mark) && !Number.isNaN(parseNumber(cell, mark))).length;
  const [points, commas] = [count('.'), count(',')];
  if (points === 0 && commas === 0) return null;
  return commas > points ? ',' : '.';
}

/** What the first row is; `rows` has it with a cell for each column. */
interface FirstRow {
  header: boolean;
  reason: HeaderReason;
  hasRowNames: boolean;
  rows: readonly string[][];
}

function detectFirstRow(
  rows: readonly string[][],
  names: ReadonlySet<string>,
  given: boolean | undefined,
): FirstRow {
  const shifted = given === false ? null : withRowNames(rows);
  const detected = detectHeader(shifted ?? rows, names);
  if (shifted && (given ?? detected.header))
    return { header: true, reason: 'seen', hasRowNames: true, rows: shifted };
  return {
    header: given ?? detected.header,
    reason: given === undefined ? detected.reason : 'seen',
    hasRowNames: false,
    rows,
  };
}

/**
 * The rows with an empty cell before the first one, where that has one cell less than all others, whose first cells may be
 * names or numbers of rows; else null.
 */
function withRowNames([first, ...others]: readonly string[][]): string[][] | null {
  if (!first || others.length === 0) return null;
  const cells = others.map(([cell = '']) => cell);
  const areNumbers = cells.every((cell) => /^[1-9]\d*$/.test(cell));
  // A single cell above may be a title.
  const areCounted = cells.every((cell, index) => cell === String(index + 1));
  const areNames = areCounted || (areNumbers ? first.length > 1 : !cells.some(isNumber));
  const areDifferent = new Set(cells).size === cells.length;
  return areNames && areDifferent && others.every(({ length }) => length === first.length + 1)
    ? [['', ...first], ...others]
    : null;
}

/**
 * Names where a cell of the first row is no number in a column of numbers; cells where it is one. In columns of text
 * nothing tells them apart: names are assumed where no cell of the first row is a number.
 */
function detectHeader(
  rows: readonly string[][],
  names: ReadonlySet<string>,
): { header: boolean; reason: HeaderReason } {
  const [first = [], ...others] = rows;
  if (first.some((cell) => names.has(cell))) return { header: true, reason: 'seen' };
  if (countsColumns(first, others)) return { header: true, reason: 'counted' };
  let [nameCells, numberCells] = [0, 0];
  first.forEach((cell, column) => {
    const below = others.map((row) => row[column] ?? '').filter((other) => !isMissing(other));
    if (isMissing(cell) || below.length === 0 || !below.every(isNumber)) return;
    if (isNumber(cell)) numberCells += 1;
    else nameCells += 1;
  });
  if (nameCells > 0) return { header: true, reason: 'seen' };
  if (numberCells > 0 || first.some(isNumber)) return { header: false, reason: 'seen' };
  return { header: true, reason: others.length > 0 ? 'assumed' : 'seen' };
}

/**
 * Whether the first row counts the columns from 0, as pandas names them, with an empty cell over row numbers or without:
 * over rows of which most do not count too, and where few numbers cannot be an example.
 */
function countsColumns(first: readonly string[], others: readonly string[][]): boolean {
  const start = first[0] === '' ? 1 : 0;
  const numbers = first.slice(start);
  const isCounting = numbers.length > 0 && numbers.every((cell, index) => cell === String(index));
  if (!isCounting || others.length === 0) return false;
  const rows = others.map((row) => row.slice(start).map(Number));
  const counting = rows.filter(
    (row) => row.length > 1 && row.every((value, index) => value === (row[0] ?? 0) + index),
  );
  if (counting.length > rows.length / 2) return false;
  const isIndexed = start === 1 && others.every(([cell], index) => cell === String(index));
  return (
    isIndexed ||
    (numbers.length > 1 && (numbers.length > 2 || !rows.flat().every(Number.isInteger)))
  );
}
