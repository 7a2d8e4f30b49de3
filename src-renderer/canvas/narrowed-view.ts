import type { Box } from '../editor/annotations';

/** What a canvas shows: a point p of the model is drawn at p · zoom + (x, y). */
export interface Viewport {
  x: number;
  y: number;
  zoom: number;
}

export interface NewWidth {
  /** What holds the whole model. */
  box: Box;
  viewport: Viewport;
  /** The width of the canvas before, and now. */
  before: number;
  width: number;
  /** The viewport that shows the whole model in the width that the canvas has now. */
  fit: () => Viewport;
}

/**
 * Keeps a model in view that was so as a whole where the canvas becomes narrower, as beside Help, and shows it as before
 * when the canvas has its width back. What the user has moved or zoomed since stays.
 */
export class NarrowedView {
  #wide: { viewport: Viewport; width: number } | null = null;
  #fitted: Viewport | null = null;

  /** The viewport for a new width; null if it stays as it is. */
  follow({ box, viewport, before, width, fit }: NewWidth): Viewport | null {
    if (!this.#fitted || !isSame(viewport, this.#fitted)) this.#wide = null;
    if (!this.#wide) {
      if (!isAcross(box, viewport, before) || isAcross(box, viewport, width)) return null;
      this.#wide = { viewport, width: before };
    }
    if (width < this.#wide.width) return (this.#fitted = fit());
    const wide = this.#wide.viewport;
    this.#wide = null;
    return wide;
  }
}

/** Whether a box is seen from its left to its right end. */
function isAcross(box: Box, { x, zoom }: Viewport, width: number): boolean {
  return box.x * zoom + x >= 0 && (box.x + box.width) * zoom + x <= width;
}

function isSame(a: Viewport, b: Viewport): boolean {
  return Math.abs(a.x - b.x) < 1 && Math.abs(a.y - b.y) < 1 && Math.abs(a.zoom / b.zoom - 1) < 1e-3;
}
