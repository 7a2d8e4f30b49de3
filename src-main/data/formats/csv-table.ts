import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { CsvError, parse } from 'csv-parse';
import { errorCode, fileError } from '#files/file-errors';
import { isGzipped, readHead } from '#files/read-bytes';
import { WorkbenchError, messageOf } from '#spec/errors';
import { joinNames, printable, quote } from '#spec/quote';
import { describeBinary, headBytes } from './foreign-format';
import { isUtf16 } from './utf8';

/** A CSV file as columns of numbers and one column of labels. */
export interface Table {
  /** Name of the file, for error messages. */
  file: string;
  header: string[];
  /** One array for each row: the numbers of all columns except the label, in order. */
  features: Float32Array[];
  /** The cells of the label column, as written. */
  labels: string[];
  /** The line of the file at which each row ends, from 1. */
  lines: number[];
}

export interface TableOptions {
  /** Name of the label column, or its number from 1. */
  label: string;
  /** Whether the first line holds the names of the columns. If not, they are named 1, 2, … */
  header: boolean;
}

/** Characters of a row; a file of another format may have no line ends at all. */
const maxRowCharacters = 2 ** 26;

/**
 * Reads the file, gzipped or not, row by row, so that a large one needs only the memory of its numbers. Throws a
 * WorkbenchError that names the file, the line and the column: as `readBytes` where it cannot be read, `validation`
 * where it is no such table.
 */
export async function readTable(path: string, options: TableOptions): Promise<Table> {
  const file = basename(path);
  const table: Table = { file, header: [], features: [], labels: [], lines: [] };
  const rows = parse({
    bom: true,
    info: true,
    skip_empty_lines: true,
    trim: true,
    max_record_size: maxRowCharacters,
  });
  const input = Readable.from(readChunks(path)).on('error', (error) => rows.destroy(error));
  try {
    let label = -1;
    for await (const { record, info } of input.pipe(rows) as AsyncIterable<CsvRecord>) {
      if (label < 0) {
        assertSeparatedByCommas(file, record);
        record.forEach((cell) => assertUtf8(file, cell, info.lines));
        table.header = options.header ? record : record.map((_, index) => String(index + 1));
        label = findLabelColumn(table, options);
        if (options.header) continue;
      }
      table.features.push(parseFeatures(table, record, label, info.lines));
      const labelCell = record[label] ?? '';
      assertUtf8(file, labelCell, info.lines);
      table.labels.push(labelCell);
      table.lines.push(info.lines);
    }
  } catch (error) {
    throw asWorkbenchError(error, path);
  } finally {
    input.destroy();
  }
  if (table.labels.length === 0)
    throw new WorkbenchError(
      'validation',
      options.header
        ? `${quote(file)} has no rows. Its first line must name the columns, the others hold the examples.`
        : `${quote(file)} has no rows.`,
    );
  return table;
}

/** The cell as a float32 number. Throws `validation`, with the line and the column, where it is no finite number. */
export function parseNumber(table: Table, cell: string, column: number, line: number): number {
  const value = cell === '' ? Number.NaN : Math.fround(Number(cell));
  if (Number.isFinite(value)) return value;
  throw new WorkbenchError(
    'validation',
    `${quote(table.file)} has ${cell === '' ? 'nothing' : quote(cell)} at line ${line}, column ${quote(table.header[column] ?? String(column + 1))}, where a number is wanted. Mend that line, or leave the column out.`,
  );
}

/** The index of the label column. Throws `validation` where there is no such column, or no other. */
export function findLabelColumn(
  { file, header }: Pick<Table, 'file' | 'header'>,
  { label, header: named }: TableOptions,
): number {
  const byName = header.indexOf(label);
  if (byName !== header.lastIndexOf(label))
    throw new WorkbenchError(
      'validation',
      `${quote(file)} has more than one column ${quote(label)}. Give the label column by its number, or rename one.`,
    );
  const index = byName >= 0 || !/^\d+$/.test(label) ? byName : Number(label) - 1;
  if (index < 0 || index >= header.length)
    throw new WorkbenchError(
      'validation',
      `${quote(file)} has no column ${quote(label)}. Its columns: ${joinNames(header)}.${named ? ' If its first line holds no names, say so (header: false), and give the column by its number.' : ''}`,
    );
  if (header.length < 2)
    throw new WorkbenchError(
      'validation',
      `${quote(file)} has no column beside ${quote(label)}. Columns must be divided by commas.`,
    );
  return index;
}

interface CsvRecord {
  record: string[];
  info: { lines: number };
}

function parseFeatures(table: Table, cells: string[], label: number, line: number): Float32Array {
  const numbers = new Float32Array(cells.length - 1);
  let at = 0;
  cells.forEach((cell, column) => {
    if (column !== label) numbers[at++] = parseNumber(table, cell, column, line);
  });
  return numbers;
}

/** The bytes of the file, unpacked. */
async function* readChunks(path: string): AsyncGenerator<Buffer> {
  const packed = isGzipped(await readHead(path, headBytes));
  const file = createReadStream(path);
  // An error of the file reaches the loop through the unpacking.
  const chunks = packed ? pipeline(file, createGunzip(), () => undefined) : file;
  let isFirst = true;
  for await (const chunk of chunks as AsyncIterable<Buffer>) {
    if (isFirst) assertText(path, chunk);
    isFirst = false;
    yield chunk;
  }
}

function assertText(path: string, head: Buffer): void {
  const foreign = describeBinary(head);
  if (foreign === null && !isUtf16(head)) return;
  throw new WorkbenchError(
    'validation',
    foreign === null
      ? `${quote(basename(path))} seems to be UTF-16. Save it as UTF-8.`
      : `${quote(basename(path))} is ${foreign}, not a table of text. Save it as CSV: a line for each row, its cells divided by commas, in UTF-8.`,
  );
}

const delimiters = [
  { character: ';', name: 'semicolons' },
  { character: '\t', name: 'tabs' },
  { character: '|', name: 'vertical bars' },
];

function assertSeparatedByCommas(file: string, firstRow: readonly string[]): void {
  const [only = ''] = firstRow;
  const delimiter = delimiters.find(({ character }) => only.includes(character));
  if (firstRow.length > 1 || !delimiter) return;
  throw new WorkbenchError(
    'validation',
    `${quote(file)} looks like it is separated by ${delimiter.name}: its first line is ${quote(only)}. Save it with commas between the columns.`,
  );
}

/** Decoding turns bytes that are not UTF-8 into U+FFFD, so that different names could become the same. */
function assertUtf8(file: string, cell: string, line: number): void {
  if (!cell.includes('\ufffd')) return;
  throw new WorkbenchError(
    'validation',
    `${quote(file)} is not UTF-8: at line ${line}, ${quote(cell)} has a character that cannot be read. Save it as UTF-8.`,
  );
}

function asWorkbenchError(error: unknown, path: string): Error {
  const file = quote(basename(path));
  if (error instanceof CsvError)
    return new WorkbenchError(
      'validation',
      `${file} is no table at line ${String(error['lines'])}: ${printable(messageOf(error), 200)}. Mend that line and import again.`,
    );
  if (errorCode(error).startsWith('Z_'))
    return new WorkbenchError(
      'validation',
      `${file} is gzipped and damaged (${messageOf(error)}). Get the file again.`,
    );
  return fileError('read', path, error);
}
