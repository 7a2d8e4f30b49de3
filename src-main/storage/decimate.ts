import type { MetricRows } from './metrics';

/**
 * Selects the rows to draw so that a chart of some hundred columns looks as if all rows were drawn: of each column
 * the rows with the minimum and the maximum (min/max decimation, as in Chart.js), with the smallest value above zero
 * where others are not above zero, since a logarithmic axis shows only those, and one row that is not finite, where
 * the line breaks. The first row, the last, and the last that is finite are always among them. Returns at most
 * `points` row numbers, rising; `points` is at least ten.
 */
export function decimate(rows: Pick<MetricRows, 'step' | 'value'>, points: number): number[] {
  const count = rows.value.length;
  if (count <= points) return Array.from({ length: count }, (_, row) => row);
  // Most columns keep two rows, few of them up to four. Three rows are kept besides.
  let columns = Math.max(1, Math.floor((points - 3) / 2));
  let selected = selectRows(rows, columns);
  while (selected.length > points && columns > 1) {
    columns = Math.floor((columns * points) / selected.length);
    selected = selectRows(rows, columns);
  }
  return selected;
}

/** Selects the rows of a chart with so many columns of equal width. */
function selectRows(
  { step, value }: Pick<MetricRows, 'step' | 'value'>,
  columns: number,
): number[] {
  const rows = value.length;
  const origin = step[0] ?? 0;
  const width = ((step[rows - 1] ?? 0) - origin) / columns || 1;
  const kept = new Uint8Array(rows);
  kept[0] = 1;
  kept[Math.max(0, value.findLastIndex(Number.isFinite))] = 1;
  kept[rows - 1] = 1;
  let row = 0;
  for (let column = 1; row < rows; column += 1) {
    const start = row;
    const end = column >= columns ? Infinity : origin + column * width;
    while (row < rows && (step[row] ?? 0) < end) row += 1;
    keepExtremes(value, start, row, kept);
  }
  const selected: number[] = [];
  for (row = 0; row < rows; row += 1) if (kept[row] === 1) selected.push(row);
  return selected;
}

/** Marks the rows of one column that are kept. */
function keepExtremes(value: Float64Array, start: number, end: number, kept: Uint8Array): void {
  let [low, high, lowestPositive, notFinite] = [-1, -1, -1, -1];
  let [lowValue, highValue, lowestPositiveValue] = [Infinity, -Infinity, Infinity];
  for (let row = start; row < end; row += 1) {
    const current = value[row] ?? 0;
    if (!Number.isFinite(current)) {
      notFinite = row;
      continue;
    }
    if (current < lowValue) [low, lowValue] = [row, current];
    if (current > highValue) [high, highValue] = [row, current];
    if (current > 0 && current < lowestPositiveValue)
      [lowestPositive, lowestPositiveValue] = [row, current];
  }
  for (const row of [low, high, lowestPositive, notFinite]) if (row >= 0) kept[row] = 1;
}
