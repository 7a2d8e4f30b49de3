const margin = 4;

/**
 * A pen that follows a line through the columns of a picture, one pixel wide each. It cuts the line where it passes
 * from one column to the next, so that what a column shows depends on its own part of the line alone. Columns outside
 * the picture are passed over, but for some on either side, which tell where the line goes on.
 */
export abstract class ColumnPen {
  readonly #columns: number;
  #column = 0;
  #x = 0;
  #y = 0;
  #isDown = false;
  #hasMoved = false;

  constructor(columns: number) {
    this.#columns = columns;
  }

  /** Ends the line, and begins another one. */
  moveTo(x: number, y: number): void {
    this.lift();
    this.#isDown = true;
    this.#hasMoved = false;
    this.#column = Math.floor(x);
    this.#x = x;
    this.#y = y;
    this.startLine();
    this.startColumn(x, y);
  }

  lineTo(x: number, y: number): void {
    const column = Math.floor(x);
    if (column !== this.#column) this.#crossTo(column, x, y);
    this.extend(x, y);
    this.#hasMoved = true;
    this.#x = x;
    this.#y = y;
  }

  /** Ends the line. */
  lift(): void {
    if (!this.#isDown) return;
    this.#isDown = false;
    if (!this.#hasMoved) this.drawLonePoint(this.#x, this.#y);
    else if (this.#isInside(this.#column)) this.drawColumn(this.#column);
    this.endLine();
  }

  #isInside(column: number): boolean {
    return column >= -margin && column < this.#columns + margin;
  }

  #crossTo(to: number, x: number, y: number): void {
    const slope = (y - this.#y) / (x - this.#x);
    const isRightward = to > this.#column;
    while (this.#column !== to) {
      const column = this.#column;
      const next = isRightward ? this.#nextTo(column, to) : this.#previousTo(column, to);
      const edge = isRightward ? next : next + 1;
      const atEdge = this.#y + slope * (edge - this.#x);
      this.extend(edge, atEdge);
      if (this.#isInside(column)) this.drawColumn(column);
      this.#column = next;
      this.startColumn(edge, atEdge);
    }
  }

  #nextTo(column: number, to: number): number {
    if (column < -margin) return Math.min(to, -margin);
    return column < this.#columns + margin ? column + 1 : to;
  }

  #previousTo(column: number, to: number): number {
    const last = this.#columns - 1 + margin;
    if (column > last) return Math.max(to, last);
    return column >= -margin ? column - 1 : to;
  }

  /** A line begins, and ends. */
  protected startLine(): void {}
  protected endLine(): void {}
  /** The line enters a column. */
  protected abstract startColumn(x: number, y: number): void;
  /** The line goes on, within the column. */
  protected abstract extend(x: number, y: number): void;
  /** The line leaves the column, or ends there. */
  protected abstract drawColumn(column: number): void;
  /** The line has ended where it began. */
  protected abstract drawLonePoint(x: number, y: number): void;
}
