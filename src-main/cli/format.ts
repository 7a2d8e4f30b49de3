import { describeMetric, metricNames } from '#spec/metric-catalogue';

/** `1,234`: counts. */
export function formatCount(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

/** `3.2 steps/s`, `1,250 steps/s` */
export function formatRate(stepsPerSecond: number): string {
  const text = stepsPerSecond < 10 ? stepsPerSecond.toFixed(1) : formatCount(stepsPerSecond);
  return `${text} steps/s`;
}

/** `9 s`, `4 min 05 s`, `2 h 03 min`. */
export function formatSeconds(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const twoDigits = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${twoDigits(whole % 60)} s`;
  return `${Math.floor(whole / 3600)} h ${twoDigits((whole % 3600) / 60)} min`;
}

/** Error rates are stored as fractions and printed as percentages. */
export function formatMetric(metric: string, value: number | undefined): string {
  if (value === undefined) return '–';
  if (!Number.isFinite(value)) return 'no number';
  if (metric === metricNames.level) return formatCount(value);
  if (describeMetric(metric).unit === 'fraction') return `${(100 * value).toFixed(2)} %`;
  const size = Math.abs(value);
  if (size >= 1000) return formatCount(value);
  return size >= 1e-3 || size === 0 ? value.toPrecision(4) : value.toExponential(2);
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
