import type { NumberColumn } from '#spec/curves';
import { newUint32Column } from './column-pool';

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
 * that is finite are always among them. Returns at most `points` row numbers, rising; `points` is at least ten. Only
 * the rows from `start` to before `end` are looked at.
 */
export function decimate(
  columns: DrawnColumns,
  points: number,
  start = 0,
  end = columns.y.length,
): Uint32Array {
  if (end - start <= points) return countFrom(start, end);
  // Most columns of the chart keep two rows, or four with a band, and few of them more. Three rows are kept besides.
  let width = Math.max(1, Math.floor((points - 3) / (columns.band ? 4 : 2)));
  let count = selectRows(columns, width, start, end);
  while (count > points && width > 1) {
    width = Math.floor((width * points) / count);
    count = selectRows(columns, width, start, end);
  }
  return copySelected(count);
}

function countFrom(start: number, end: number): Uint32Array {
  const rows = newUint32Column(end - start);
  for (let row = start; row < end; row += 1) rows[row - start] = row;
  return rows;
}

/** The rows that are selected at this moment: one array for all calls, since a new one would grow with each row. */
let selected = new Uint32Array();
/** Rows that are kept of a column of the chart at most: three of the curve, one that is not finite, two of the band. */
const rowsOfColumn = 6;

function copySelected(count: number): Uint32Array {
  const rows = newUint32Column(count);
  for (let at = 0; at < count; at += 1) rows[at] = selected[at] as number;
  return rows;
}

/** Begins with a row, and makes room for those of so many columns and two at the end. */
function beginSelection(row: number, columns: number): number {
  const size = columns * rowsOfColumn + 3;
  if (selected.length < size) selected = new Uint32Array(size);
  selected[0] = row;
  return 1;
}

/** Selects the rows of a chart that is so many columns of equal width wide. Returns their number. */
function selectRows(
  { x, y, band }: DrawnColumns,
  columns: number,
  start: number,
  end: number,
): number {
  let count = beginSelection(start, columns);
  let row = start;
  for (const next of columnEnds(x, columns, start, end)) {
    count = selectOfColumn(y, band, row, next, count);
    row = next;
  }
  let lastFinite = end - 1;
  while (lastFinite > start && !Number.isFinite(y[lastFinite])) lastFinite -= 1;
  return insert(end - 1, insert(lastFinite, count));
}

/** Adds the rows of one column of the chart to `count` others. Returns how many there are now. */
function selectOfColumn(
  y: NumberColumn,
  band: DrawnColumns['band'],
  start: number,
  end: number,
  count: number,
): number {
  const added = band ? 0 : selectExtremes(y, start, end, count);
  if (added > 0) return added;
  keepExtremes(y, start, end);
  if (band) keepBand(band, start, end);
  return moveInOrder(count);
}

interface ColumnEnds {
  columns: number;
  start: number;
  end: number;
  ends: Uint32Array;
}

/** The latest answer for each x: the metrics of a run share it, and are drawn at the same places. */
const knownEnds = new WeakMap<NumberColumn, ColumnEnds>();

/** The row after the last of each column of the chart that has rows. */
function columnEnds(x: NumberColumn, columns: number, start: number, end: number): Uint32Array {
  const known = knownEnds.get(x);
  if (known && known.columns === columns && known.start === start && known.end === end)
    return known.ends;
  const origin = x[start] ?? 0;
  const width = ((x[end - 1] ?? 0) - origin) / columns || 1;
  const ends = new Uint32Array(columns);
  let count = 0;
  let row = start;
  for (let column = 1; row < end; column += 1) {
    const first = row;
    const edge = column >= columns ? Infinity : origin + column * width;
    while (row < end && (x[row] as number) < edge) row += 1;
    if (row > first) ends[count++] = row;
  }
  const found = { columns, start, end, ends: ends.subarray(0, count) };
  knownEnds.set(x, found);
  return found.ends;
}

/** Selects of each block of so many rows those that `decimate` would keep of it, and the first row and the last. */
export function selectOfBlocks(y: NumberColumn, rowsOfBlock: number): Uint32Array {
  let count = beginSelection(0, Math.ceil(y.length / rowsOfBlock));
  for (let start = 0; start < y.length; start += rowsOfBlock)
    count = selectOfColumn(y, null, start, Math.min(start + rowsOfBlock, y.length), count);
  return copySelected(insert(y.length - 1, count));
}

/**
 * Adds the lowest and the highest row of one column of the chart, which has rows, to `count` others, and returns how many
 * there are now. Adds none and returns 0 where more than these are kept. This loop is most of the time that a chart takes.
 */
function selectExtremes(y: NumberColumn, start: number, end: number, count: number): number {
  let low = start;
  let high = start;
  let lowY = y[start] as number;
  let highY = lowY;
  // NaN as soon as a value is NaN or infinite.
  let zeros = lowY - lowY;
  for (let row = start + 1; row < end; row += 1) {
    const current = y[row] as number;
    zeros += current - current;
    if (current < lowY) {
      low = row;
      lowY = current;
    } else if (current > highY) {
      high = row;
      highY = current;
    }
  }
  if (zeros !== 0 || (lowY <= 0 && highY > 0)) return 0;
  const first = low < high ? low : high;
  const second = low < high ? high : low;
  let total = count;
  if (first !== selected[total - 1]) selected[total++] = first;
  if (second !== first) selected[total++] = second;
  return total;
}

/** Rows of one column of the chart that are kept, in any order and perhaps twice. */
const kept: number[] = [];

/** Moves the kept rows behind `count` others. Returns how many there are now. */
function moveInOrder(count: number): number {
  // Two to six numbers: `sort` would take longer than all the rest.
  for (let next = 1; next < kept.length; next += 1)
    for (let at = next; at > 0 && (kept[at - 1] ?? 0) > (kept[at] ?? 0); at -= 1) {
      const before = kept[at - 1] ?? 0;
      kept[at - 1] = kept[at] ?? 0;
      kept[at] = before;
    }
  let total = count;
  for (const row of kept) if (row !== selected[total - 1]) selected[total++] = row;
  kept.length = 0;
  return total;
}

/** Adds a row at its place among `count` others, which is near the end. Returns how many there are now. */
function insert(row: number, count: number): number {
  let place = count;
  while (place > 0 && (selected[place - 1] as number) > row) place -= 1;
  if (selected[place - 1] === row) return count;
  selected.copyWithin(place + 1, place, count);
  selected[place] = row;
  return count + 1;
}

/** Keeps the rows of one column of the chart, those that are not finite among them. */
function keepExtremes(y: NumberColumn, start: number, end: number): void {
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

/** Keeps the rows of one column of the chart where the band reaches furthest down and up. */
function keepBand(
  { lower, upper }: { lower: NumberColumn; upper: NumberColumn },
  start: number,
  end: number,
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
