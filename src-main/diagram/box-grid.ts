import type { Point } from './layout/geometry';

/** A rectangle by its top left corner; pixels. */
export interface Box extends Point {
  width: number;
  height: number;
}

/** Whether two boxes share more than a border. */
export function overlap(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

/** Width and height in pixels of a cell, about as large as a card. */
const cell = { width: 160, height: 100 };

/** Boxes in the cells of a grid, so that whether a place is free takes the same time however many boxes there are. */
export class BoxGrid {
  readonly #cells = new Map<number, Box[]>();

  add(box: Box): void {
    visitCells(box, (key) => {
      const boxes = this.#cells.get(key);
      if (boxes) boxes.push(box);
      else this.#cells.set(key, [box]);
      return true;
    });
  }

  /** Whether no box of the grid overlaps this one. */
  isFree(box: Box): boolean {
    return visitCells(
      box,
      (key) => this.#cells.get(key)?.some((other) => overlap(box, other)) !== true,
    );
  }
}

/** More than there are rows of cells on a canvas. */
const rows = 2 ** 20;

/** Calls `visit` for the cells that a box touches while it returns true, and tells whether it did for all. */
function visitCells({ x, y, width, height }: Box, visit: (key: number) => boolean): boolean {
  const [right, bottom] = [
    Math.floor((x + width) / cell.width),
    Math.floor((y + height) / cell.height),
  ];
  for (let column = Math.floor(x / cell.width); column <= right; column++)
    for (let row = Math.floor(y / cell.height); row <= bottom; row++)
      if (!visit(column * rows + row)) return false;
  return true;
}
