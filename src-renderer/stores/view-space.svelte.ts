/** Pixels beside the view that the rail of the window takes. */
const railWidth = 48;

/**
 * How much room the views have, in the measure of a window that shows nothing beside them: in one of 1280 px with Help of
 * 380 px they are arranged as in one of 900 px.
 */
class ViewSpace {
  #width = $state<number>();

  get width(): number {
    return this.#width ?? window.innerWidth;
  }

  /** Hears the width of the view itself, and tells the styles: `[data-view-space~='below-900']`. */
  measure(width: number, hasRail: boolean): void {
    this.#width = width + (hasRail ? railWidth : 0);
    document.documentElement.dataset['viewSpace'] = [900, 1100, 1500]
      .filter((limit) => this.width <= limit)
      .map((limit) => `below-${limit}`)
      .join(' ');
  }
}

export const viewSpace = new ViewSpace();
