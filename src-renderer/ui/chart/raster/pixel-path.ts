/**
 * Lines in pixels of a picture, as columns of coordinates. A point whose height is NaN belongs to no line: it ends the
 * one before it. Reused for one curve after another, so that drawing makes no garbage.
 */
export class PixelPath {
  x = new Float64Array(2048);
  y = new Float64Array(2048);
  length = 0;

  /** Empties the path, and makes room for so many points. */
  reset(points: number): void {
    this.length = 0;
    if (points <= this.x.length) return;
    this.x = new Float64Array(2 * points);
    this.y = new Float64Array(2 * points);
  }
}
