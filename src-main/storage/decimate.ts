import type { MetricRows } from './metrics';

/**
 * Selects the rows to draw so that a chart of `points / 2` columns looks as if all rows were drawn: the
 * minimum and the maximum of each column in their order, and the first and the last row (min/max decimation,
 * as in Chart.js). Rows whose value is not finite are left out. Returns at most `points` row numbers, rising.
 */
export function decimate(
  { step, value }: Pick<MetricRows, 'step' | 'value'>,
  points: number,
): number[] {
  const finite: number[] = [];
  for (let row = 0; row < value.length; row += 1) if (Number.isFinite(value[row])) finite.push(row);
  if (finite.length <= points) return finite;

  const at = (column: Float64Array, row: number): number => column[row] ?? 0;
  const first = finite[0] ?? 0;
  const last = finite[finite.length - 1] ?? 0;
  const columns = Math.max(1, Math.floor((points - 2) / 2));
  const origin = at(step, first);
  const width = (at(step, last) - origin) / columns || 1;
  const selected = new Set([first]);
  let next = 0;
  for (let column = 0; column < columns; column += 1) {
    const end = column === columns - 1 ? Infinity : origin + (column + 1) * width;
    let low = -1;
    let high = -1;
    for (; next < finite.length && at(step, finite[next] ?? 0) < end; next += 1) {
      const row = finite[next] ?? 0;
      if (low < 0 || at(value, row) < at(value, low)) low = row;
      if (high < 0 || at(value, row) > at(value, high)) high = row;
    }
    if (low < 0) continue;
    selected.add(Math.min(low, high));
    selected.add(Math.max(low, high));
  }
  selected.add(last);
  return [...selected].sort((a, b) => a - b);
}
