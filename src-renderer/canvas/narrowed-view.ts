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
  /** The viewport that shows the whole model in a canvas of such a width. */
  fit: (width: number) => Viewport;
}

/**
 * Keeps a model in view that was so as a whole where the canvas becomes narrower, as beside Help, and shows it as before
 * when the canvas has its width back. A model that fills a canvas fills a wider one too, as in a window that is made
 * larger. What the user has moved or zoomed since stays.
 */
export class NarrowedView {
  #wide: { viewport: Viewport; width: number } | null = null;
  #fitted: Viewport | null = null;

  /** The viewport for a new width; null if it stays as it is. */
  follow(change: NewWidth): Viewport | null {
    const { box, viewport, before, width, fit } = change;
    if (!this.#fitted || !isSame(viewport, this.#fitted)) this.#wide = null;
    if (!this.#wide) {
      if (width > before) return isAsWide(viewport, fit(before)) ? fit(width) : null;
      if (!isAcross(box, viewport, before) || isAcross(box, viewport, width)) return null;
      this.#wide = { viewport, width: before };
    }
    if (width < this.#wide.width) return (this.#fitted = fit(width));
    const wide = this.#wide;
    this.#wide = null;
    return this.follow({ ...change, viewport: wide.viewport, before: wide.width }) ?? wide.viewport;
  }
}

/** Whether a box is seen from its left to its right end. */
function isAcross(box: Box, { x, zoom }: Viewport, width: number): boolean {
  return box.x * zoom + x >= 0 && (box.x + box.width) * zoom + x <= width;
}

function isSame(a: Viewport, b: Viewport): boolean {
  return isAsWide(a, b) && Math.abs(a.y - b.y) < 1;
}

/** The same across: the height of the canvas may have changed since a model was fitted into it. */
function isAsWide(a: Viewport, b: Viewport): boolean {
  return Math.abs(a.x - b.x) < 1 && Math.abs(a.zoom / b.zoom - 1) < 1e-3;
}
