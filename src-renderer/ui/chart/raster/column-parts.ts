import { wider } from './wider';

/**
 * What a line does in each column of a picture that it passes, one pixel wide each, in the order in which it passes them.
 * Columns of numbers, reused for one line after another, since the lines of some charts have a million such parts.
 */
export class ColumnParts {
  count = 0;
  column = new Int32Array(0);
  /** The heights where the line enters and leaves the column, and the lowest and highest of all. */
  entry = new Float64Array(0);
  exit = new Float64Array(0);
  low = new Float64Array(0);
  high = new Float64Array(0);
  /** The length of the way up and down. */
  travel = new Float64Array(0);
  /** The length of the way to the side, and the area between it and the line. */
  width = new Float64Array(0);
  area = new Float64Array(0);

  constructor() {
    this.#grow(2048);
  }

  add(
    column: number,
    entry: number,
    exit: number,
    low: number,
    high: number,
    travel: number,
    width: number,
    area: number,
  ): void {
    const at = this.count;
    if (at === this.column.length) this.#grow(2 * at);
    this.column[at] = column;
    this.entry[at] = entry;
    this.exit[at] = exit;
    this.low[at] = low;
    this.high[at] = high;
    this.travel[at] = travel;
    this.width[at] = width;
    this.area[at] = area;
    this.count = at + 1;
  }

  #grow(size: number): void {
    this.column = wider(this.column, size);
    this.entry = wider(this.entry, size);
    this.exit = wider(this.exit, size);
    this.low = wider(this.low, size);
    this.high = wider(this.high, size);
    this.travel = wider(this.travel, size);
    this.width = wider(this.width, size);
    this.area = wider(this.area, size);
  }
}
