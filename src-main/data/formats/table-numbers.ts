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
  return text.length < 2 || (text.charCodeAt(0) > blank && text.charCodeAt(1) <= nine);
}
const [blank, nine] = [' '.charCodeAt(0), '9'.charCodeAt(0)];

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

const grouped = { '.': /^[+-]?[1-9]\d{0,2}\.\d{3}$/, ',': /^[+-]?[1-9]\d{0,2},\d{3}$/ } as const;

/** Whether the mark of a number may as well separate thousands: `1,234`. */
export function maySeparateThousands(cell: string, mark: DecimalMark): boolean {
  return grouped[mark].test(cell.trim());
}

/**
 * What a cell seems to be that is no number, as a sentence with a blank before it; '' where nothing is known. `where`:
 * where the other numbers have this decimal mark.
 */
export function hintOf(cell: string, mark: DecimalMark, where = 'elsewhere in the file'): string {
  const isGrouped = /^[+-]?\d{1,3}(?:[.,' \u00a0\u202f]\d{3})+(?:[.,]\d+)?$/.test(cell);
  if (decimal[mark === '.' ? ',' : '.'].test(cell))
    return ` Its decimal mark is not ${mark === '.' ? 'a point' : 'a comma'}, as ${where}${isGrouped ? ', or it separates thousands: write numbers without thousands separators' : ''}.`;
  if (isGrouped) return ' Write numbers without thousands separators.';
  if (/^0x[\da-f]+$/i.test(cell) || /^\d+(?:_\d+)+$/.test(cell))
    return ' Write numbers in decimal notation.';
  return '';
}

/** Reads numbers. Where the decimal mark is not known, the first number with one decides. */
export class NumberReader {
  /** Null where no number has shown it. */
  mark: DecimalMark | null;

  constructor(mark: DecimalMark | null) {
    this.mark = mark;
  }

  /** As `parseNumber`. */
  parse(cell: string): number {
    if (this.mark !== null) return parseNumber(cell, this.mark);
    for (const mark of ['.', ','] as const) {
      const value = parseNumber(cell, mark);
      if (Number.isNaN(value)) continue;
      if (cell.includes(mark)) this.mark = mark;
      return value;
    }
    return Number.NaN;
  }
}
