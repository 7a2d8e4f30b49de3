import { tableDelimiters, type TableDelimiter } from '#spec/dataset';
import { WorkbenchError } from '#spec/errors';
import { isMissing, parseNumber, type DecimalMark } from './table-numbers';
import { readRows } from './table-rows';

/** How the text of a table is laid out: as the user says, else as its first rows show. */
export interface TableLayout {
  delimiter: TableDelimiter;
  /** Whether the first row holds the names of the columns. */
  header: boolean;
  /** Whether nothing in the first rows tells names and cells apart: all of them are text. */
  isHeaderAssumed: boolean;
  /** Null where no number of the first rows has a decimal mark. */
  decimal: DecimalMark | null;
  /** Lines before the table, which are skipped, with their characters; the header may stand at the end of the last. */
  skipped: { lines: number; characters: number };
}

/** What the user says, and the columns that the request names. */
export interface KnownLayout {
  delimiter?: TableDelimiter | undefined;
  header?: boolean | undefined;
  decimal?: DecimalMark | undefined;
  names: readonly string[];
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
  const { delimiter, rows } = await chooseDelimiter(body, given);
  const { lines, characters } = preamble;
  const names = known.header === false ? null : await namesInComment(preamble, delimiter, rows);
  const { header, isAssumed } = names
    ? { header: true, isAssumed: false }
    : detectHeader(rows, new Set(known.names));
  return {
    delimiter,
    header: known.header ?? header,
    isHeaderAssumed: known.header === undefined && isAssumed,
    decimal: known.decimal ?? detectDecimal(rows),
    skipped: names
      ? { lines: lines - 1, characters: characters - names.length }
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
): Promise<string | null> {
  const text = lastComment.replace(/^#+[ \t]*/, '');
  const [cells = []] = await sampleRows(text, delimiter);
  const areNames = cells.length > 1 && cells.length === commonWidth(rows) && !cells.some(isNumber);
  return areNames ? text : null;
}

/**
 * The delimiter that divides the most rows into the same number of cells, and the most cells into numbers: a comma
 * divides `0,5;1,5` evenly too, but not into numbers.
 */
async function chooseDelimiter(
  body: string,
  given: TableDelimiter | undefined,
): Promise<{ delimiter: TableDelimiter; rows: string[][] }> {
  const occurs = (delimiter: TableDelimiter): boolean =>
    delimiter === 'whitespace' ? /[ \t]/.test(body) : body.includes(delimiter);
  const absent = tableDelimiters.find((delimiter) => !occurs(delimiter));
  const candidates =
    given === undefined
      ? tableDelimiters.filter((delimiter) => occurs(delimiter) || delimiter === absent)
      : [given];
  let best: { delimiter: TableDelimiter; rows: string[][]; score: number } | null = null;
  for (const delimiter of candidates) {
    const rows = await sampleRows(body, delimiter);
    const score = scoreOf(rows);
    if (best === null || score > best.score) best = { delimiter, rows, score };
  }
  return best ?? { delimiter: ',', rows: [] };
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

function detectDecimal(rows: readonly string[][]): DecimalMark | null {
  const count = (mark: DecimalMark): number =>
    rows
      .flatMap((row) => row)
      .filter((cell) => cell.includes(mark) && !Number.isNaN(parseNumber(cell, mark))).length;
  const [points, commas] = [count('.'), count(',')];
  if (points === 0 && commas === 0) return null;
  return commas > points ? ',' : '.';
}

/**
 * Names where a cell of the first row is no number in a column of numbers; cells where it is one. In columns of text
 * nothing tells them apart: names are assumed where no cell of the first row is a number.
 */
function detectHeader(
  rows: readonly string[][],
  names: ReadonlySet<string>,
): { header: boolean; isAssumed: boolean } {
  const [first = [], ...others] = rows;
  if (first.some((cell) => names.has(cell) && !/^\d+$/.test(cell)))
    return { header: true, isAssumed: false };
  let [nameCells, numberCells] = [0, 0];
  first.forEach((cell, column) => {
    const below = others.map((row) => row[column] ?? '').filter((other) => !isMissing(other));
    if (isMissing(cell) || below.length === 0 || !below.every(isNumber)) return;
    if (isNumber(cell)) numberCells += 1;
    else nameCells += 1;
  });
  if (nameCells > 0) return { header: true, isAssumed: false };
  if (numberCells > 0 || first.some(isNumber)) return { header: false, isAssumed: false };
  return { header: true, isAssumed: others.length > 0 };
}
