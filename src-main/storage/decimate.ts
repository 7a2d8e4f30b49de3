import type { NumberColumn } from '#spec/curves';

/** The columns from which rows are selected: `x` never decreases. */
export interface DrawnColumns {
  x: NumberColumn;
  y: NumberColumn;
  /** The band around `y`: NaN where there is none. */
  band?: { lower: NumberColumn; upper: NumberColumn } | null;
}

/**
 * Selects the rows to draw so that a chart of some hundred columns looks as if all rows were drawn: of each column
 * the rows with the minimum and the maximum (min/max decimation, as in Chart.js), with the smallest value above zero
 * where others are not above zero, since a logarithmic axis shows only those, and one row that is not finite, where
 * the line breaks. Of a band, the rows where it reaches furthest down and up. The first row, the last, and the last
 * that is finite are always among them. Returns at most `points` row numbers, rising; `points` is at least ten.
 */
export function decimate(columns: DrawnColumns, points: number): number[] {
  const count = columns.y.length;
  if (count <= points) return Array.from({ length: count }, (_, row) => row);
  // Most columns of the chart keep two rows, or four with a band, and few of them more. Three rows are kept besides.
  let width = Math.max(1, Math.floor((points - 3) / (columns.band ? 4 : 2)));
  let selected = selectRows(columns, width);
  while (selected.length > points && width > 1) {
    width = Math.floor((width * points) / selected.length);
    selected = selectRows(columns, width);
  }
  return selected;
}

/** Selects the rows of a chart that is so many columns of equal width wide. */
function selectRows({ x, y, band }: DrawnColumns, columns: number): number[] {
  const rows = y.length;
  const origin = x[0] ?? 0;
  const width = ((x[rows - 1] ?? 0) - origin) / columns || 1;
  const selected: number[] = [0];
  const kept: number[] = [];
  let row = 0;
  for (let column = 1; row < rows; column += 1) {
    const start = row;
    const end = column >= columns ? Infinity : origin + column * width;
    while (row < rows && (x[row] ?? 0) < end) row += 1;
    keepExtremes(y, start, row, kept);
    if (band) keepBand(band, start, row, kept);
    moveInOrder(kept, selected);
  }
  let lastFinite = rows - 1;
  while (lastFinite > 0 && !Number.isFinite(y[lastFinite])) lastFinite -= 1;
  insert(selected, lastFinite);
  insert(selected, rows - 1);
  return selected;
}

/** Selects of each block of so many rows those that `decimate` would keep of it, and the first row and the last. */
export function selectOfBlocks(y: NumberColumn, rowsOfBlock: number): number[] {
  const selected: number[] = [0];
  const kept: number[] = [];
  for (let start = 0; start < y.length; start += rowsOfBlock) {
    keepExtremes(y, start, Math.min(start + rowsOfBlock, y.length), kept);
    moveInOrder(kept, selected);
  }
  insert(selected, y.length - 1);
  return selected;
}

/** Moves the rows of one column of the chart, in any order and perhaps twice, to those before them. */
function moveInOrder(kept: number[], selected: number[]): void {
  // Two to six numbers: `sort` would take longer than all the rest.
  for (let next = 1; next < kept.length; next += 1)
    for (let at = next; at > 0 && (kept[at - 1] ?? 0) > (kept[at] ?? 0); at -= 1) {
      const before = kept[at - 1] ?? 0;
      kept[at - 1] = kept[at] ?? 0;
      kept[at] = before;
    }
  for (const row of kept) if (row !== selected[selected.length - 1]) selected.push(row);
  kept.length = 0;
}

/** Adds a row at its place among the others, which is near the end. */
function insert(selected: number[], row: number): void {
  let place = selected.length;
  while (place > 0 && (selected[place - 1] ?? 0) > row) place -= 1;
  if (selected[place - 1] !== row) selected.splice(place, 0, row);
}

/** Adds the rows of one column of the chart that are kept. This loop is most of the time that a chart takes. */
function keepExtremes(y: NumberColumn, start: number, end: number, kept: number[]): void {
  let low = -1;
  let high = -1;
  let notFinite = -1;
  let lowY = Infinity;
  let highY = -Infinity;
  for (let row = start; row < end; row += 1) {
    const current = y[row] as number;
    if (current - current !== 0) {
      // NaN or infinite.
      notFinite = row;
      continue;
    }
    if (current < lowY) {
      low = row;
      lowY = current;
    }
    if (current > highY) {
      high = row;
      highY = current;
    }
  }
  if (low >= 0) kept.push(low, high);
  if (lowY <= 0 && highY > 0) kept.push(findLowestPositive(y, start, end));
  if (notFinite >= 0) kept.push(notFinite);
}

function findLowestPositive(y: NumberColumn, start: number, end: number): number {
  let lowest = start;
  let lowestY = Infinity;
  for (let row = start; row < end; row += 1) {
    const current = y[row] as number;
    if (current > 0 && current < lowestY) {
      lowest = row;
      lowestY = current;
    }
  }
  return lowest;
}

/** Adds the rows of one column of the chart where the band reaches furthest down and up. */
function keepBand(
  { lower, upper }: { lower: NumberColumn; upper: NumberColumn },
  start: number,
  end: number,
  kept: number[],
): void {
  let [low, high] = [-1, -1];
  let [lowY, highY] = [Infinity, -Infinity];
  for (let row = start; row < end; row += 1) {
    const [bottom, top] = [lower[row] ?? NaN, upper[row] ?? NaN];
    if (bottom < lowY) [low, lowY] = [row, bottom];
    if (top > highY) [high, highY] = [row, top];
  }
  for (const row of [low, high]) if (row >= 0) kept.push(row);
}
