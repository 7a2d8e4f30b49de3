import { editor } from '../../editor/editor.svelte';
import { findMatches, keysOfMatches, keyOfMatch, type Match } from './find-matches';

/** The search on the canvas: what is typed, what it finds and which match is shown. */
export class CanvasSearch {
  isOpen = $state(false);
  text = $state('');
  #index = $state(0);

  readonly matches = $derived(this.isOpen ? findMatches(editor.spec, this.text) : []);
  /** The position of the shown match, from 0. A change of the model can have removed the last ones. */
  readonly index = $derived(Math.min(this.#index, Math.max(this.matches.length - 1, 0)));
  /** Whether what does not match is dimmed. */
  readonly isFiltering = $derived(this.isOpen && this.text.trim() !== '');
  readonly #found = $derived(keysOfMatches(this.matches));

  open(): void {
    editor.settle();
    this.isOpen = true;
  }

  close(): void {
    this.isOpen = false;
  }

  type(text: string): void {
    this.text = text;
    this.#index = 0;
  }

  /** Goes to the next match, or with -1 to the one before, and from the last to the first. */
  step(by: 1 | -1): Match | undefined {
    const count = this.matches.length;
    if (count > 0) this.#index = (this.index + by + count) % count;
    return this.current;
  }

  get current(): Match | undefined {
    return this.matches[this.index];
  }

  isDimmed(kind: Match['kind'], id: string): boolean {
    return this.isFiltering && !this.#found.has(keyOfMatch({ kind, id }));
  }
}

export const canvasSearch = new CanvasSearch();
