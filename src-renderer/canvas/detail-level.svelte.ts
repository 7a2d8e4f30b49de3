/** Below this zoom the text of a card is smaller than 6 pixels. */
const farZoom = 0.45;

/**
 * How much the canvas shows at its zoom. It is kept apart from the viewport, so that the hundreds of parts that depend on
 * it hear of it only when it changes, not at every move of the view.
 */
class DetailLevel {
  /** The text on cards and edges cannot be read: cards show their names alone, in large letters, and edges no labels. */
  isFar = $state(false);

  follow(zoom: number): void {
    const isFar = zoom < farZoom;
    if (isFar !== this.isFar) this.isFar = isFar;
  }
}

export const detailLevel = new DetailLevel();
