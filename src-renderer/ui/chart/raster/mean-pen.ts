import { ColumnPen } from './column-pen';

/** Follows a line, and finds its mean height in each column. */
export class MeanPen extends ColumnPen {
  /** By column; NaN where the line is not. */
  readonly means: Float64Array;
  #x = 0;
  #y = 0;
  #area = 0;
  #width = 0;

  constructor(columns: number) {
    super(columns);
    this.means = new Float64Array(columns).fill(NaN);
  }

  protected startColumn(x: number, y: number): void {
    this.#x = x;
    this.#y = y;
    this.#area = this.#width = 0;
  }

  protected extend(x: number, y: number): void {
    const width = Math.abs(x - this.#x);
    this.#area += (width * (y + this.#y)) / 2;
    this.#width += width;
    this.#x = x;
    this.#y = y;
  }

  protected drawColumn(column: number): void {
    if (this.#width > 0) this.means[column] = this.#area / this.#width;
  }

  protected drawLonePoint(): void {}
}
