/** Comma-separated values as RFC 4180 has them: lines end with CRLF, and a quotation mark within a value is doubled. */

export type CsvValue = number | string | null | undefined;

/** Numbers with all digits; empty where there is no value. */
export function toCsv(names: readonly string[], rows: readonly (readonly CsvValue[])[]): string {
  return [names, ...rows].map((cells) => `${cells.map(writeCell).join(',')}\r\n`).join('');
}

function writeCell(value: CsvValue): string {
  if (typeof value === 'number') return formatExact(value);
  return quoteCell(guardFormula(value ?? ''));
}

/**
 * The shortest text of which every reader makes the same float64 again. NaN and infinities are written as Python, NumPy,
 * pandas and R read them.
 */
export function formatExact(value = NaN): string {
  if (Number.isFinite(value)) return Object.is(value, -0) ? '-0' : String(value);
  if (Number.isNaN(value)) return 'nan';
  return value > 0 ? 'inf' : '-inf';
}

/** A cell with commas, quotation marks or line breaks stands in quotation marks; those in it are doubled. */
export function quoteCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A spreadsheet would take a text that begins like a formula for one, and run it. */
function guardFormula(text: string): string {
  return /^[=@\t\r]|^[+-](?![\d.])/.test(text) ? `'${text}` : text;
}
