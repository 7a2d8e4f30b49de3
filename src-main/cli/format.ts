import { describeMetric, metricNames } from '#spec/metric-catalogue';
import { formatCount as formatShort, formatMetric as formatValue } from '#analysis/format-value';

/** `1,234`, in full: of what is counted one by one, such as steps. */
export function formatCount(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

/** `270,346`, from a million on `12.3 M` as in the window: of parameters, examples and characters. */
export function formatAmount(value: number): string {
  return value < 1e6 ? formatCount(value) : formatShort(value);
}

/** `9 s`, `4 min 05 s`, `2 h 03 min`. */
export function formatSeconds(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const twoDigits = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${twoDigits(whole % 60)} s`;
  return `${Math.floor(whole / 3600)} h ${twoDigits((whole % 3600) / 60)} min`;
}

/**
 * A metric's value as the window writes it, with its unit; `–` where there is none. One of usual size keeps its zeros, so
 * that a line that is drawn again does not jump.
 */
export function formatMetric(metric: string, value: number | undefined): string {
  if (value === undefined) return '–';
  const size = Math.abs(value);
  const isUsual = size >= 1e-3 && size < 1000 && describeMetric(metric).unit === null;
  return isUsual && metric !== metricNames.level
    ? value.toPrecision(4)
    : formatValue(metric, value);
}

/** Rows with aligned columns; `right` lists the columns that are right-aligned, those of numbers. */
export function formatTable(rows: readonly string[][], right: readonly number[] = []): string[] {
  const widths: number[] = [];
  for (const row of rows)
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, cell.length);
    });
  return rows.map((row) =>
    row
      .map((cell, column) =>
        right.includes(column)
          ? cell.padStart(widths[column] ?? 0)
          : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
}

/** The text as one argument of a POSIX shell. */
export function shellQuote(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** A Markdown table, aligned as prettier formats it; `right` lists the right-aligned columns. */
export function formatMarkdownTable(rows: readonly string[][], right: readonly number[]): string[] {
  const [header = [], ...body] = rows;
  const widths = header.map((name, column) =>
    Math.max(3, name.length, ...body.map((cells) => cells[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const padded = (cells: readonly string[]): string[] =>
    cells.map((cell, column) =>
      right.includes(column)
        ? cell.padStart(widths[column] ?? 0)
        : cell.padEnd(widths[column] ?? 0),
    );
  const rule = widths.map((width, column) =>
    right.includes(column) ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width),
  );
  return [line(padded(header)), line(rule), ...body.map((cells) => line(padded(cells)))];
}
