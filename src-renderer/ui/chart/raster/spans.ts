import { wider } from './wider';

/** Vertical spans of single columns, as columns of numbers: what `Bitmap.fillSpans` draws. */
export class Spans {
  count = 0;
  column = new Int32Array(0);
  /** The middles of both ends: coverage rises from 0 to 1 over `rise` pixels around `low`, and falls over `fall` pixels around `high`. */
  low = new Float64Array(0);
  high = new Float64Array(0);
  rise = new Float64Array(0);
  fall = new Float64Array(0);

  constructor() {
    this.#grow(2048);
  }

  /** Over one pixel, an end between two pixels is antialiased. */
  add(column: number, low: number, high: number, rise = 1, fall = 1): void {
    const at = this.count;
    if (at === this.column.length) this.#grow(2 * at);
    this.column[at] = column;
    this.low[at] = low;
    this.high[at] = high;
    this.rise[at] = rise;
    this.fall[at] = fall;
    this.count = at + 1;
  }

  #grow(size: number): void {
    this.column = wider(this.column, size);
    this.low = wider(this.low, size);
    this.high = wider(this.high, size);
    this.rise = wider(this.rise, size);
    this.fall = wider(this.fall, size);
  }
}
