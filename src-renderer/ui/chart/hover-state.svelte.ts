import { Paced } from './paced';

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

/** How soon what is beyond the chart follows: it seems to happen at once, but for a machine that draws slowly. */
const pace = { shortest: 80, longest: 400 };

/**
 * What is pointed at, shared by all charts of a view: each draws the crosshair and emphasises the line. A pinned point
 * stays until it is released.
 *
 * The chart in which is pointed shows each move. Other charts, lists and tables follow a little less often: to draw all
 * of them is to draw all of the window.
 */
export class HoverState {
  #current = $state.raw<HoverPoint | null>(null);
  #followed = $state.raw<HoverPoint | null>(null);
  readonly #follow = new Paced<HoverPoint | null>((point) => (this.#followed = point), pace);
  isPinned = $state(false);

  /** What is pointed at now. */
  get current(): HoverPoint | null {
    return this.#current;
  }

  /** What is shown of it beyond the chart in which is pointed. */
  get followed(): HoverPoint | null {
    return this.#followed;
  }

  /** The line that stands out in lists and tables. They are left alone while the pointer moves along a line. */
  readonly key: string | null = $derived.by(() => this.#followed?.key ?? null);

  /** What a chart shows. */
  seenFrom(source: object): HoverPoint | null {
    return this.#current?.source === source ? this.#current : this.#followed;
  }

  #set(point: HoverPoint | null): void {
    const previous = this.#current;
    this.#current = point;
    // Only moves within one chart, or one list, come in such numbers.
    if (point && previous && point.source === previous.source) this.#follow.push(point);
    else this.#follow.pushNow(point);
  }

  point(point: HoverPoint): void {
    if (!this.isPinned) this.#set(point);
  }

  /** Emphasises a line everywhere, as its row in a list does. A crosshair that is pinned stays. */
  highlight(key: string | null): void {
    if (this.isPinned && this.#current) this.#set({ ...this.#current, key });
    else this.#set(key === null ? null : { x: null, unit: '', key, source: null, y: null });
  }

  /** The pointer has left `source`. */
  leave(source: object): void {
    if (!this.isPinned && this.#current?.source === source) this.#set(null);
  }

  /** Keeps the crosshair where it is, or lets it follow the pointer again. */
  togglePin(): void {
    const isSomewhere = this.#current !== null && this.#current.x !== null;
    this.isPinned = !this.isPinned && isSomewhere;
    this.#follow.pushNow(this.#current);
  }

  release(): void {
    this.isPinned = false;
    this.#set(null);
  }
}

/** The point that charts share if they are given no other. */
export const sharedHover = new HoverState();
