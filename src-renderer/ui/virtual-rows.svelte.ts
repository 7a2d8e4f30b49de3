import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
  type VirtualItem,
} from '@tanstack/virtual-core';
import { untrack } from 'svelte';

export interface VirtualRowsOptions {
  count: number;
  /** The height of every row in pixels, or one height for each row. */
  rowHeight: number | readonly number[];
  /** The height of what stays above the rows in the element, such as a sticky header. */
  headHeight?: number;
}

/**
 * The rows of a long list that are in view, with some above and below: virtual-core for Svelte. Create it while a
 * component is initialised.
 *
 *     const virtual = new VirtualRows(() => ({ count: rows.length, rowHeight: 32 }));
 *     <div class="scroll" {@attach virtual.attach}>
 *       {#each virtual.items as { index, start } (rows[index].id)}
 */
export class VirtualRows {
  /** The element that scrolls. */
  #element = $state.raw<HTMLElement | null>(null);
  /** Counts the changes of what is in view. */
  #version = $state(0);
  readonly #options: () => VirtualRowsOptions;
  readonly #virtualizer: Virtualizer<HTMLElement, HTMLElement>;

  /** The height of all rows in pixels. */
  height = $derived.by(() => {
    const { count, rowHeight } = this.#options();
    return typeof rowHeight === 'number'
      ? count * rowHeight
      : rowHeight.reduce((sum, height) => sum + height, 0);
  });
  items = $derived.by((): VirtualItem[] => {
    void this.#version;
    const { count } = this.#options();
    this.#virtualizer.setOptions(this.#allOptions());
    return this.#virtualizer.getVirtualItems().filter(({ index }) => index < count);
  });
  /** The height of the rows above the first one of `items`, and of those below the last one. */
  space = $derived.by(() => {
    const { headHeight = 0 } = this.#options();
    const above = (this.items[0]?.start ?? headHeight) - headHeight;
    const end = (this.items.at(-1)?.end ?? headHeight) - headHeight;
    return { above, below: Math.max(0, this.height - end) };
  });

  constructor(options: () => VirtualRowsOptions) {
    this.#options = options;
    this.#virtualizer = new Virtualizer(untrack(() => this.#allOptions()));
    $effect(() => this.#virtualizer._didMount());
    $effect(() => {
      this.#virtualizer.setOptions(this.#allOptions());
      untrack(() => this.#virtualizer._willUpdate());
    });
    // The virtualizer keeps heights for as long as their number is the same.
    $effect(() => {
      if (typeof this.#options().rowHeight !== 'number') untrack(() => this.#virtualizer.measure());
    });
  }

  attach = (element: HTMLElement): (() => void) => {
    this.#element = element;
    return () => (this.#element = null);
  };

  /** The number of rows that fit into the element. */
  get page(): number {
    const { count, headHeight = 0 } = this.#options();
    const height = (this.#element?.clientHeight ?? 0) - headHeight;
    return Math.max(1, Math.floor((height * count) / Math.max(1, this.height)) - 1);
  }

  /** Scrolls as little as is needed to show the row. */
  show(index: number): void {
    // The virtualizer asks for the height of the list, which lays the page out, also where nothing is to be scrolled.
    if (!this.#isInView(index)) this.#virtualizer.scrollToIndex(index, { align: 'auto' });
  }

  #isInView(index: number): boolean {
    const { scrollOffset, scrollRect, measurementsCache } = this.#virtualizer;
    const row = measurementsCache[index];
    if (!row || !scrollRect) return false;
    const { headHeight = 0 } = this.#options();
    const top = scrollOffset ?? 0;
    return row.start - headHeight >= top && row.end <= top + scrollRect.height;
  }

  #allOptions() {
    const { count, rowHeight, headHeight = 0 } = this.#options();
    const element = this.#element;
    return {
      count,
      getScrollElement: () => element,
      estimateSize: (index: number) =>
        typeof rowHeight === 'number' ? rowHeight : (rowHeight[index] ?? 0),
      paddingStart: headHeight,
      scrollPaddingStart: headHeight,
      overscan: 4,
      observeElementRect,
      observeElementOffset,
      scrollToFn: elementScroll,
      onChange: () => (this.#version += 1),
    };
  }
}
