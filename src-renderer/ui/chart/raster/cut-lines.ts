import { ColumnParts } from './column-parts';
import type { PixelPath } from './pixel-path';

/** Lines are followed so many columns beyond the picture on either side, which tells where they go on. */
const margin = 4;

/** Takes the lines of a path. */
export interface LineVisitor {
  /** A line, cut into its parts, which the next line overwrites. */
  visitLine: (parts: ColumnParts) => void;
  /** A point that no line joins to another. */
  visitLonePoint: (x: number, y: number) => void;
}

const parts = new ColumnParts();

/**
 * Cuts the lines of a path where they go from one column of a picture to the next, so that what a column shows depends
 * on its own part of the line alone, and hands them to the visitor.
 */
export function cutLines(path: PixelPath, columns: number, visitor: LineVisitor): void {
  const { x, y, length } = path;
  for (let start = 0; start < length;) {
    let end = start;
    while (end < length && !Number.isNaN(y[end] as number)) end += 1;
    if (end === start + 1) visitor.visitLonePoint(x[start] as number, y[start] as number);
    else if (end > start) {
      cutLine(path, start, end, columns);
      visitor.visitLine(parts);
    }
    start = end + 1;
  }
}

/** Cuts the line through the points from `start` up to, but not including, `end`. */
function cutLine({ x, y }: PixelPath, start: number, end: number, columns: number): void {
  const first = -margin;
  const last = columns - 1 + margin;
  let fromX = x[start] as number;
  let fromY = y[start] as number;
  let column = Math.floor(fromX);
  // What the line has done in the column so far.
  let entry = fromY;
  let low = fromY;
  let high = fromY;
  let travel = 0;
  let width = 0;
  let area = 0;
  parts.count = 0;
  for (let index = start + 1; index < end; index++) {
    const toX = x[index] as number;
    const toY = y[index] as number;
    const toColumn = Math.floor(toX);
    const slope = (toY - fromY) / (toX - fromX);
    const isRightward = toColumn > column;
    while (column !== toColumn) {
      const next = isRightward
        ? nextColumn(column, toColumn, first, last)
        : -nextColumn(-column, -toColumn, -last, -first);
      const edge = isRightward ? next : next + 1;
      const edgeY = fromY + slope * (edge - fromX);
      if (column >= first && column <= last) {
        const aside = Math.abs(edge - fromX);
        parts.add(
          column,
          entry,
          edgeY,
          Math.min(low, edgeY),
          Math.max(high, edgeY),
          travel + Math.abs(edgeY - fromY),
          width + aside,
          area + (aside * (edgeY + fromY)) / 2,
        );
      }
      column = next;
      fromX = edge;
      fromY = entry = low = high = edgeY;
      travel = width = area = 0;
    }
    if (toY < low) low = toY;
    if (toY > high) high = toY;
    const aside = Math.abs(toX - fromX);
    travel += Math.abs(toY - fromY);
    width += aside;
    area += (aside * (toY + fromY)) / 2;
    fromX = toX;
    fromY = toY;
  }
  if (column >= first && column <= last)
    parts.add(column, entry, fromY, low, high, travel, width, area);
}

/** The next column to the right on the way to `to`. Columns outside of those from `first` to `last` are passed in one step. */
function nextColumn(column: number, to: number, first: number, last: number): number {
  if (column < first) return Math.min(to, first);
  return column <= last ? column + 1 : to;
}
