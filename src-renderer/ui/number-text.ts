import { formatPlain, numberSigns, withDecimalSign } from '#spec/number-format';

export interface NumberLimits {
  min?: number;
  max?: number;
  integer?: boolean;
}

/**
 * A number as commands, lists and JSON have it: with a decimal point, without digit grouping, small ones in scientific
 * notation (`3e-4`).
 */
export function writeNumber(value: number): string {
  const size = Math.abs(value);
  // eslint-disable-next-line no-restricted-syntax -- commands and JSON have a point.
  return size !== 0 && size < 1e-3 ? value.toExponential().replace(/e-0*/, 'e-') : String(value);
}

/** The same for an input field, with the decimal sign of the system: `0,5`. */
export function formatNumberInput(value: number): string {
  return withDecimalSign(writeNumber(value));
}

/** Parses the text of an input field. Returns the number, or an error message for the user. */
export function parseNumber(text: string, limits: NumberLimits): number | string {
  const reading = readNumber(text, limits.integer === true);
  if (typeof reading === 'string') return reading;
  const { value } = reading;
  if (Math.abs(value) === Infinity && /\d/.test(text))
    return `At most ${formatNumberInput(limits.max ?? Number.MAX_VALUE)} in size.`;
  if (text.trim() === '' || !Number.isFinite(value)) return 'Type a number, like 256 or 3e-4.';
  if (limits.integer && !Number.isInteger(value)) return 'Type a whole number.';
  // Above it, whole numbers are rounded to others.
  if (limits.integer && !Number.isSafeInteger(value))
    return `At most ${Number.MAX_SAFE_INTEGER} in size.`;
  if (limits.min !== undefined && value < limits.min)
    return `At least ${formatNumberInput(limits.min)}.`;
  if (limits.max !== undefined && value > limits.max)
    return `At most ${formatNumberInput(limits.max)}.`;
  return value;
}

/** `Read as 0,5.` where a number was typed in another notation than that of the field; null where it need not be said. */
export function describeReading(text: string, value: number): string | null {
  const other = numberSigns().decimal === '.' ? ',' : '.';
  return text.includes(other) ? `Read as ${formatNumberInput(value)}.` : null;
}

/** Digits in groups, of which the first begins with no zero: `1,234`, `12,345,678`, and as in India `12,34,567`. */
const grouped = (sign: string): RegExp =>
  new RegExp(`^[+-]?[1-9](\\d{0,2}(\\${sign}\\d{3})+|\\d?(\\${sign}\\d{2})+\\${sign}\\d{3})$`);

/** The zeros of digits that systems write beside the Latin ones: Arabic, Persian and Devanagari. */
const zeros = [0x660, 0x6f0, 0x966];

/** A typed number in the signs of English: its digits, its minus, no marks of the writing direction. */
function withLatinSigns(text: string): string {
  return text
    .replace(/[\u200e\u200f\u061c]/g, '')
    .replace(/\u2212/g, '-')
    .replace(/\u066b/g, '.')
    .replace(/\u066c/g, '')
    .replace(/[\u0660-\u0669\u06f0-\u06f9\u0966-\u096f]/g, (digit) => {
      const code = digit.charCodeAt(0);
      return String(code - (zeros.find((zero) => code >= zero && code <= zero + 9) ?? code));
    });
}

/**
 * The number that a text means: its decimal sign is a point, or that of the system. Where both stand in it, the last is
 * the decimal sign; one that stands between groups of three digits is that of the system's groups. A text that can be
 * read in two ways is none.
 */
function readNumber(text: string, isWhole: boolean): { value: number } | string {
  const typed = withLatinSigns(text)
    .trim()
    .replace(/[\s_'’](?=\d{3}(\D|$))/g, '');
  const [mantissa = '', ...exponent] = typed.split(/(?=e)/i);
  const read = (digits: string): { value: number } => ({
    value: typed === '' ? Number.NaN : Number(digits + exponent.join('')),
  });
  const [points, commas] = [mantissa.split('.').length - 1, mantissa.split(',').length - 1];
  if (points === 0 && commas === 0) return read(mantissa);
  if (points > 0 && commas > 0) return readBoth(mantissa, read);
  const sign = points > 0 ? '.' : ',';
  const { decimal, group } = numberSigns();
  const withPoint = read(mantissa.replace(',', '.'));
  const withGroups = read(mantissa.replaceAll(sign, ''));
  if (!grouped(sign).test(mantissa))
    // Where commas group no digits, as in Switzerland, one can only be the decimal sign.
    return sign === '.' || sign === decimal || group !== sign ? withPoint : { value: Number.NaN };
  if (points + commas > 1 || (sign === ',' && group === ',')) return withGroups;
  if (sign === decimal) return withPoint;
  // A point that groups digits in the system's notation, but is the decimal sign of every program.
  if (isWhole) return withGroups;
  if (sign === '.' && group !== sign) return withPoint;
  const [small, large] = [withPoint.value, withGroups.value];
  return `'${text.trim()}' can be ${formatNumberInput(small)} or ${formatPlain(large)}. Write one of these.`;
}

/** `1.234,5` and `1,234.5`: the last sign is the decimal one. */
function readBoth(
  mantissa: string,
  read: (digits: string) => { value: number },
): { value: number } {
  const at = Math.max(mantissa.lastIndexOf('.'), mantissa.lastIndexOf(','));
  const [whole, decimals] = [mantissa.slice(0, at), mantissa.slice(at + 1)];
  const sign = mantissa[at] === '.' ? ',' : '.';
  return grouped(sign).test(whole) && /^\d+$/.test(decimals)
    ? read(`${whole.replaceAll(sign, '')}.${decimals}`)
    : { value: Number.NaN };
}
