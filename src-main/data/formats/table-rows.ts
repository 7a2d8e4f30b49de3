import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CsvError, Parser } from 'csv-parse';
import type { TableDelimiter } from '#spec/dataset';
import { WorkbenchError, messageOf } from '#spec/errors';
import { printable, quote } from '#spec/quote';

/** What the delimiters are called in sentences: "are separated by commas". */
export const delimiterNames: Readonly<Record<TableDelimiter, string>> = {
  ',': 'commas',
  ';': 'semicolons',
  '\t': 'tabs',
  '|': 'vertical bars',
  whitespace: 'blanks',
};

/** Characters of a row; a file of another format may have no line ends at all. */
const maxRowCharacters = 2 ** 26;

/**
 * Called with the cells of a row, without blanks around them, the line at which the row ends, from 1, and the number of
 * lines before it that are skipped because nothing is in them.
 */
export type OnRow = (cells: string[], line: number, blankLines: number) => void;

/**
 * Splits text into rows: cells in double quotes may hold delimiters, line ends and doubled quotes. Lines with nothing
 * but blanks are skipped. Rows may have any number of cells. Throws what `onRow` throws, and `validation` where a quotation mark is
 * out of place, unless it is taken as a part of its cell (`relaxed`).
 */
export async function readRows(
  text: AsyncIterable<string>,
  delimiter: TableDelimiter,
  file: string,
  onRow: OnRow,
  relaxed = false,
): Promise<void> {
  const parser = new RowParser(delimiter, relaxed, onRow);
  try {
    await pipeline(Readable.from(text), parser);
  } catch (error) {
    throw error instanceof CsvError ? grammarError(error, file, parser.lastLine) : error;
  }
}

/** Calls a function with each row, and passes none on. (The option `on_record` takes as long as the parsing itself.) */
class RowParser extends Parser {
  lastLine = 0;
  #onlyBlanks = 0;
  readonly #isWhitespace: boolean;
  readonly #onRow: OnRow;

  constructor(delimiter: TableDelimiter, relaxed: boolean, onRow: OnRow) {
    const isWhitespace = delimiter === 'whitespace';
    super({
      delimiter: isWhitespace ? [' ', '\t'] : delimiter,
      record_delimiter: '\n',
      skip_empty_lines: true,
      relax_column_count: true,
      relax_quotes: relaxed,
      trim: !isWhitespace,
      max_record_size: maxRowCharacters,
    });
    this.#isWhitespace = isWhitespace;
    this.#onRow = onRow;
    // Reading starts the end of the stream.
    this.resume();
  }

  override push(row: string[] | null): boolean {
    if (row === null) return super.push(null);
    // Rows of a piece go on after one was refused.
    if (this.destroyed) return false;
    this.lastLine = this.info.lines;
    // Any number of blanks divides cells, and begins and ends a row.
    const cells = this.#isWhitespace ? row.filter((cell) => cell !== '') : row;
    try {
      if (cells.length > 0)
        this.#onRow(cells, this.lastLine, this.info.empty_lines + this.#onlyBlanks);
      else this.#onlyBlanks += 1;
    } catch (error) {
      this.destroy(error as Error);
    }
    return true;
  }
}

function grammarError(error: CsvError, file: string, lastLine: number): WorkbenchError {
  const line = Number(error['lines']);
  const invalid = (what: string): WorkbenchError =>
    new WorkbenchError('validation', `${quote(file)} ${what} Mend that line, and import again.`);
  const code: string = error.code;
  if (code === 'CSV_QUOTE_NOT_CLOSED')
    return invalid(`has a quotation mark after line ${lastLine} that is not closed.`);
  if (code === 'CSV_MAX_RECORD_SIZE')
    return invalid(`has a row of more than ${maxRowCharacters} characters after line ${lastLine}.`);
  if (code.includes('QUOTE') || code.includes('OPENING'))
    return invalid(
      `has a quotation mark out of place at line ${line}: a cell in quotation marks begins and ends with one, and those within it are doubled.`,
    );
  return invalid(`is no table at line ${line}: ${printable(messageOf(error), 200)}.`);
}
