/** `1,234`: numbers of things. */
export function formatCount(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

/** `31.3 MB`, in powers of a thousand; less than one with two figures. */
export function formatMegabytes(bytes: number): string {
  const value = bytes / 1e6;
  return `${value >= 0.1 ? value.toFixed(1) : value.toPrecision(2)} MB`;
}

/** `3.2 steps/s`, `1,250 steps/s` */
export function formatRate(stepsPerSecond: number): string {
  const text = stepsPerSecond < 10 ? stepsPerSecond.toFixed(1) : formatCount(stepsPerSecond);
  return `${text} steps/s`;
}

/** `9 s`, `4 min 05 s`, `2 h 03 min`. */
export function formatSeconds(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${two(whole % 60)} s`;
  return `${Math.floor(whole / 3600)} h ${two((whole % 3600) / 60)} min`;
}

/** Errors are fractions everywhere; people read them as percentages. */
export function formatMetric(metric: string, value: number | undefined): string {
  if (value === undefined || !Number.isFinite(value)) return '–';
  if (/\/error(\/|$)/u.test(metric)) return `${(100 * value).toFixed(2)} %`;
  const size = Math.abs(value);
  if (size >= 1000) return formatCount(value);
  return size >= 1e-3 || size === 0 ? value.toPrecision(4) : value.toExponential(2);
}

/** Rows with aligned columns; `right`: the columns of numbers. */
export function formatTable(rows: readonly string[][], right: readonly number[] = []): string[] {
  const widths: number[] = [];
  for (const row of rows)
    row.forEach((cell, at) => {
      widths[at] = Math.max(widths[at] ?? 0, cell.length);
    });
  return rows.map((row) =>
    row
      .map((cell, at) =>
        right.includes(at) ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
}

/** The argument as a shell takes it. */
export function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** A table in Markdown, columns aligned as the formatter wants them; `right`: those that stand to the right. */
export function markdownRows(rows: readonly string[][], right: readonly number[]): string[] {
  const [head = [], ...body] = rows;
  const widths = head.map((name, at) =>
    Math.max(3, name.length, ...body.map((cells) => cells[at]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const padded = (cells: readonly string[]): string[] =>
    cells.map((cell, at) =>
      right.includes(at) ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0),
    );
  const rule = widths.map((width, at) =>
    right.includes(at) ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width),
  );
  return [line(padded(head)), line(rule), ...body.map((cells) => line(padded(cells)))];
}
