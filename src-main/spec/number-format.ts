/**
 * How numbers are written for people: the only place that knows decimal signs and groups of digits. Texts are English
 * everywhere, with a decimal point, until a window asks for the notation of its system. What leaves the window, such as
 * a copied table, is written `inEnglish`; files, commands and the main process are English anyway.
 *
 *     setNumberLocale('de-DE');
 *     formatWhole(12345);                       // '12.345'
 *     formatFixed(0.5, 2);                      // '0,50'
 *     inEnglish(() => formatFixed(0.5, 2));     // '0.50'
 */

const english = 'en-US';
let locale = english;
/** Making a format takes longer than formatting a hundred numbers with it. */
let formats = new Map<string, Intl.NumberFormat>();

/** Writes numbers as a region does, such as `de-DE`, in Latin digits. A locale that is not known leaves them English. */
export function setNumberLocale(tag: string): void {
  locale = isKnown(tag) ? tag : english;
  formats = new Map();
}

/**
 * What is written by `write`, in the notation of a region, English where it is not known. What `write` does after an
 * `await` is in the notation from before.
 */
export function inNotationOf<T>(tag: string, write: () => T): T {
  const before = { locale, formats };
  setNumberLocale(tag);
  try {
    return write();
  } finally {
    ({ locale, formats } = before);
  }
}

/** What is written by `write`, in English notation. What `write` does after an `await` is in that of the system. */
export function inEnglish<T>(write: () => T): T {
  return inNotationOf(english, write);
}

function isKnown(tag: string): boolean {
  try {
    return Intl.NumberFormat.supportedLocalesOf([tag]).length > 0;
  } catch {
    return false;
  }
}

function formatOf(digits: Intl.NumberFormatOptions = {}): Intl.NumberFormat {
  const key = JSON.stringify(digits);
  const known = formats.get(key);
  if (known) return known;
  const format = new Intl.NumberFormat(locale, { ...digits, numberingSystem: 'latn' });
  formats.set(key, format);
  return format;
}

/** `12,345`: digits in groups, with up to three decimal places where it is not whole. */
export function formatWhole(value: number): string {
  return formatOf().format(value);
}

/** `1,234.5`: digits in groups, with at most so many significant figures. */
export function formatSignificant(value: number, figures: number): string {
  return formatOf({ maximumSignificantDigits: figures }).format(value);
}

/** `1,234.50`: digits in groups, with so many decimal places. */
export function formatDecimalPlaces(value: number, decimals: number): string {
  return formatOf({ minimumFractionDigits: decimals, maximumFractionDigits: decimals }).format(
    withoutNegativeZero(value, decimals),
  );
}

/** `1234.50`: without groups, with so many decimal places. */
export function formatFixed(value: number, decimals: number): string {
  return withDecimalSign(withoutNegativeZero(value, decimals).toFixed(decimals));
}

/** Zero for what rounds to it, since `-0.00` is no number that a reader expects. */
function withoutNegativeZero(value: number, decimals: number): number {
  return Number(value.toFixed(decimals)) === 0 ? 0 : value;
}

/** `0.10`, `1.2e-7`: without groups, with exactly so many significant figures. */
export function formatPrecision(value: number, figures: number): string {
  return withDecimalSign(value.toPrecision(figures));
}

/** A number as JavaScript writes it, such as `2.5e-4`, with the decimal sign of the system. */
export function formatPlain(value: number): string {
  return withDecimalSign(String(value));
}

/** The decimal sign of the system in a number that JavaScript has written. */
export function withDecimalSign(text: string): string {
  const { decimal } = numberSigns();
  return decimal === '.' ? text : text.replace('.', decimal);
}

/** The signs of the notation. */
export function numberSigns(): { decimal: string; group: string } {
  const parts = formatOf().formatToParts(1_234_567.5);
  const sign = (type: string): string => parts.find((part) => part.type === type)?.value ?? '';
  return { decimal: sign('decimal') || '.', group: sign('group') };
}

/** A quoted text of the user's; a number with groups; a number with decimal places before a unit. */
const quotesAndNumbers =
  /(?<!\w)'[^']*'(?!\w)|(?<![\w.,-])\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\d,])|(?<![\w.,-])\d+\.\d+(?= (?:%|(?:k|M|G|T)?B\b|(?:million|billion|ms|s|bits)\b))/g;

/**
 * An English sentence that was written elsewhere, such as an error of the main process, with its numbers in the notation
 * of the system. What stands in quotes stays, and so do numbers that may be versions.
 */
export function localizeSentence(sentence: string): string {
  const { decimal } = numberSigns();
  return sentence.replace(quotesAndNumbers, (found) => {
    if (found.startsWith("'")) return found;
    const [whole = '', decimals] = found.split('.');
    const digits = whole.includes(',') ? formatWhole(Number(whole.replaceAll(',', ''))) : whole;
    return decimals === undefined ? digits : digits + decimal + decimals;
  });
}
