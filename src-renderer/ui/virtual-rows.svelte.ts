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
  /** The height of each row in pixels. */
  rowHeight: number;
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
    return count * rowHeight;
  });
  items = $derived.by((): VirtualItem[] => {
    void this.#version;
    const { count } = this.#options();
    this.#virtualizer.setOptions(this.#allOptions());
    return this.#virtualizer.getVirtualItems().filter(({ index }) => index < count);
  });
  /** The height of the rows above the first one of `items`, and of those below the last one. */
  space = $derived.by(() => {
    const { count, rowHeight } = this.#options();
    const first = this.items[0]?.index ?? 0;
    const last = this.items.at(-1)?.index ?? -1;
    return { above: first * rowHeight, below: Math.max(0, count - 1 - last) * rowHeight };
  });

  constructor(options: () => VirtualRowsOptions) {
    this.#options = options;
    this.#virtualizer = new Virtualizer(untrack(() => this.#allOptions()));
    $effect(() => this.#virtualizer._didMount());
    $effect(() => {
      this.#virtualizer.setOptions(this.#allOptions());
      untrack(() => this.#virtualizer._willUpdate());
    });
  }

  attach = (element: HTMLElement): (() => void) => {
    this.#element = element;
    return () => (this.#element = null);
  };

  /** The number of rows that fit into the element. */
  get page(): number {
    const { rowHeight, headHeight = 0 } = this.#options();
    const height = (this.#element?.clientHeight ?? 0) - headHeight;
    return Math.max(1, Math.floor(height / rowHeight) - 1);
  }

  /** Scrolls as little as is needed to show the row. */
  show(index: number): void {
    this.#virtualizer.scrollToIndex(index, { align: 'auto' });
  }

  #allOptions() {
    const { count, rowHeight, headHeight = 0 } = this.#options();
    const element = this.#element;
    return {
      count,
      getScrollElement: () => element,
      estimateSize: () => rowHeight,
      paddingStart: headHeight,
      scrollPaddingStart: headHeight,
      overscan: 8,
      observeElementRect,
      observeElementOffset,
      scrollToFn: elementScroll,
      onChange: () => (this.#version += 1),
    };
  }
}
