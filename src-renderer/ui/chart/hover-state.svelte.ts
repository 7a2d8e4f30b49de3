/** What the pointer, or the keyboard, points at in one of the charts. */
export interface HoverPoint {
  /** Null where a line is pointed at in a list: there is no place on the axis then. */
  x: number | null;
  /** What the x axis counts. Only charts with the same unit draw a crosshair at `x`. */
  unit: string;
  /** The line that is nearest to the pointer; null where none is near. */
  key: string | null;
  /** The chart that is pointed at; null: a list. */
  source: object | null;
  /** The height of the pointer in that chart, in pixels; null where the keyboard moves the crosshair. */
  y: number | null;
}

/**
 * What is pointed at, shared by all charts of a view: each draws the crosshair and emphasises the line. A pinned point
 * stays until it is released.
 */
export class HoverState {
  current = $state.raw<HoverPoint | null>(null);
  isPinned = $state(false);

  point(point: HoverPoint): void {
    if (!this.isPinned) this.current = point;
  }

  /** Emphasises a line everywhere, as its row in a list does. A crosshair that is pinned stays. */
  highlight(key: string | null): void {
    if (this.isPinned && this.current) this.current = { ...this.current, key };
    else this.current = key === null ? null : { x: null, unit: '', key, source: null, y: null };
  }

  /** The pointer has left `source`. */
  leave(source: object): void {
    if (!this.isPinned && this.current?.source === source) this.current = null;
  }

  /** Keeps the crosshair where it is, or lets it follow the pointer again. */
  togglePin(): void {
    const isSomewhere = this.current !== null && this.current.x !== null;
    this.isPinned = !this.isPinned && isSomewhere;
  }

  release(): void {
    this.isPinned = false;
    this.current = null;
  }
}

/** The point that charts share if they are given no other. */
export const sharedHover = new HoverState();
