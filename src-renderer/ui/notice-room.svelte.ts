import { SvelteMap } from 'svelte/reactivity';

/** The panels along the bottom of the window, one above the other, in which something is pressed and read, with their heights in pixels. */
const heights = new SvelteMap<Element, number>();

/** The pixels above the status bar that notices leave free. */
export function heightBelowNotices(): number {
  return [...heights.values()].reduce((sum, height) => sum + height, 0);
}

/** Keeps notices above a panel along the bottom of the window, as an attachment. */
export function keepNoticesAbove(panel: HTMLElement): () => void {
  const observer = new ResizeObserver(() => heights.set(panel, panel.offsetHeight));
  observer.observe(panel);
  return () => {
    observer.disconnect();
    heights.delete(panel);
  };
}
