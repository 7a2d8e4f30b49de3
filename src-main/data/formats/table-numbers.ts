export type DecimalMark = '.' | ',';

const decimal = {
  '.': /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/,
  ',': /^[+-]?(?:\d+(?:,\d+)?|,\d+)(?:[eE][+-]?\d+)?$/,
} as const;
const infinite = /^[+-]?inf(?:inity)?$/i;

/** How missing values are written, in small letters: as pandas reads them, and single marks. */
const missingWords = new Set([
  ...['', '#n/a', '#n/a n/a', '#na', '<na>', 'n/a', 'na', 'null', 'none', 'nan', '-nan'],
  ...['1.#ind', '1.#qnan', '-1.#ind', '-1.#qnan', '?', '-', '--', '.'],
]);

/** Words of these that may well be names: of a country, or for "none of these". */
const possibleNames = new Set(['na', 'n/a', 'none']);

/**
 * The number in a cell: decimal notation, with or without an exponent. NaN where it is none, as for `0x10`, `1_000` and
 * numbers with a thousands separator. Infinite for `inf`, and for what a float64 cannot hold.
 */
export function parseNumber(text: string, mark: DecimalMark): number {
  if (mark === '.' && isPlain(text)) {
    const value = Number(text);
    // Of blanks alone, `Number` makes 0.
    if (Number.isFinite(value) && (value !== 0 || text.includes('0'))) return value;
  }
  const cell = text.trim();
  if (decimal[mark].test(cell)) return Number(mark === '.' ? cell : cell.replace(',', '.'));
  return infinite.test(cell) ? (cell.startsWith('-') ? -Infinity : Infinity) : Number.NaN;
}

/** Whether `Number`, which is faster than the pattern, cannot take the text for a number of another base: `0x10`. */
function isPlain(text: string): boolean {
  return text.length < 2 || text.charCodeAt(1) <= nine;
}
const nine = '9'.charCodeAt(0);

/** Whether the number is finite as a float32. */
export function fitsFloat32(value: number): boolean {
  return Number.isFinite(Math.fround(value));
}

/** Whether the cell says that its value is missing. */
export function isMissing(cell: string): boolean {
  return cell.length <= 8 && missingWords.has(cell.toLowerCase());
}

/** Whether a cell that says so may also be the name of a class. */
export function isPossibleName(cell: string): boolean {
  return possibleNames.has(cell.toLowerCase());
}

/** TRUE and FALSE as 1 and 0; NaN for everything else. */
export function parseBoolean(cell: string): number {
  if (cell.length < 4 || cell.length > 5) return Number.NaN;
  const word = cell.toLowerCase();
  return word === 'true' ? 1 : word === 'false' ? 0 : Number.NaN;
}

/** Numbers whose mark may as well separate thousands: `1,234`. */
const grouped = { '.': /^[+-]?[1-9]\d{0,2}\.\d{3}$/, ',': /^[+-]?[1-9]\d{0,2},\d{3}$/ } as const;

/** What a cell seems to be that is no number, as a sentence with a blank before it; '' where nothing is known. */
export function hintOf(cell: string, mark: DecimalMark): string {
  if (/^[+-]?\d{1,3}(?:[.,' \u00a0\u202f]\d{3})+(?:[.,]\d+)?$/.test(cell))
    return ' Write numbers without thousands separators.';
  if (decimal[mark === '.' ? ',' : '.'].test(cell))
    return ` Its decimal mark is not ${mark === '.' ? 'a point' : 'a comma'}, as elsewhere in the file.`;
  if (/^0x[\da-f]+$/i.test(cell) || /^\d+(?:_\d+)+$/.test(cell))
    return ' Write numbers in decimal notation.';
  return '';
}

/** Reads the numbers of one file. Where the decimal mark is not known, the first number with one decides. */
export class NumberReader {
  #mark: DecimalMark | null;
  #firstGrouped = '';
  /** Whether no number has shown that its mark does not separate thousands. */
  #maySeparate = true;

  constructor(mark: DecimalMark | null) {
    this.#mark = mark;
  }

  get mark(): DecimalMark {
    return this.#mark ?? '.';
  }

  /** A number whose mark may separate thousands, where this holds for all numbers with a mark; else null. */
  get ambiguous(): string | null {
    return this.#maySeparate && this.#firstGrouped !== '' ? this.#firstGrouped : null;
  }

  /** As `parseNumber`. */
  parse(cell: string): number {
    if (this.#mark !== null) return this.#parse(cell, this.#mark);
    const value = this.#parse(cell, '.');
    return Number.isNaN(value) ? this.#parse(cell, ',') : value;
  }

  #parse(cell: string, mark: DecimalMark): number {
    const value = parseNumber(cell, mark);
    const isDecided = this.#mark !== null && !this.#maySeparate;
    if (isDecided || Number.isNaN(value) || !cell.includes(mark)) return value;
    this.#mark = mark;
    if (!grouped[mark].test(cell)) this.#maySeparate = false;
    else this.#firstGrouped ||= cell;
    return value;
  }
}
