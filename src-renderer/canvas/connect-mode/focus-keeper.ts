import { tick } from 'svelte';
import { editor } from '../../editor/editor.svelte';
import { annotationEditing } from '../annotations/annotation-editing.svelte';
import { edgeOf, nodeOf } from '../canvas-view.svelte';
import { isForWidget } from '../open-widgets';
import { focusedItem, focusItem, selectedItem } from './canvas-focus';
import type { CanvasItem } from './graph-order';
import { findNextFocus, hasItem, type PlacedExperiment } from './next-focus';

/** As many frames after a change what had the focus may be taken away: a menu closes after its entry has run. */
const watchedFrames = 12;

/** A version of the open model, and which model it is one of. */
type Version = PlacedExperiment & { entry: unknown };

/**
 * Gives the focus back to the canvas where a change takes away what had it: a deleted card, the menu or the button that
 * deleted it, a form that was closed. Otherwise the page would have it, and Tab would begin at its start.
 */
export class FocusKeeper {
  /** What had the focus on the canvas last and is still there. */
  #item: CanvasItem | null = null;
  #version: Version | null = null;
  #watches = 0;
  readonly #canvas: () => HTMLElement | null | undefined;

  constructor(canvas: () => HTMLElement | null | undefined) {
    this.#canvas = canvas;
  }

  /**
   * Follows the focus to an element of the canvas. Bars and lists that lie over it leave the item as it is, and so does
   * a card that is about to go: a menu gives the focus back to it once its entry has run.
   */
  follow(target: Element): void {
    if (target !== this.#canvas() && !target.closest('.svelte-flow')) return;
    const edge = edgeOf(target);
    const item: CanvasItem | null =
      edge === null ? focusedItem(target) : { kind: 'edge', id: edge };
    const isGoing = item ? !hasItem(item, editor.spec) : nodeOf(target) !== null;
    if (!isGoing) this.#item = item;
  }

  /** To be called after each change of the model, of the selection and of what lies over the canvas. */
  update(version: Version): void {
    const before = this.#version;
    this.#version = version;
    if (!before || before.entry !== version.entry) {
      this.#item = null;
      return;
    }
    const item = this.#item;
    if (item && !hasItem(item, version.experiment))
      this.#item = selectedItem() ?? findNextFocus(item, before, version.experiment);
    void this.#watch();
  }

  async #watch(): Promise<void> {
    this.#watches += 1;
    const watch = this.#watches;
    await tick();
    for (let frame = 0; frame < watchedFrames && watch === this.#watches; frame += 1) {
      if (isFocusLost()) this.#restore();
      await new Promise(requestAnimationFrame);
    }
  }

  #restore(): void {
    const item = this.#item ?? selectedItem();
    // Until the item is drawn, the canvas has the focus.
    this.#canvas()?.focus({ preventScroll: true });
    this.#item = item;
    if (item) focusItem(item);
  }
}

/** Whether nothing on the page has the focus, and nothing over or on the canvas is about to take it. */
function isFocusLost(): boolean {
  const { activeElement, body } = document;
  return (
    (activeElement ?? body) === body &&
    !isForWidget({ target: body }) &&
    !annotationEditing.isActive
  );
}
