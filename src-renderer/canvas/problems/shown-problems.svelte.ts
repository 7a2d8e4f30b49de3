import type { EdgeId } from '#spec/model';
import type { Problem } from '#spec/problems';
import { editor } from '../../editor/editor.svelte';
import { focusItem } from '../connect-mode/canvas-focus';

/** A node or an edge whose problems are shown beside it. */
export type ProblemItem = { kind: 'node'; id: string } | { kind: 'edge'; id: EdgeId };

/** Milliseconds in which the pointer can go from a mark to its problems, and back. */
const leaveAfterMs = 250;

/** The problems of one node or edge that are shown beside its mark. */
class ShownProblems {
  #shown = $state.raw<{ item: ProblemItem; anchor: Element; takesFocus: boolean } | null>(null);
  #timer: ReturnType<typeof setTimeout> | undefined;

  readonly problems = $derived(this.#shown ? problemsOf(this.#shown.item) : []);
  /** Null where there is nothing to show. */
  readonly shown = $derived(this.problems.length > 0 ? this.#shown : null);

  /** Shows the problems while the pointer is over the mark or over them. */
  point(item: ProblemItem, anchor: Element): void {
    clearTimeout(this.#timer);
    this.#shown = { item, anchor, takesFocus: false };
  }

  /** Shows the problems and gives them the focus; nothing where the item has none. */
  open(item: ProblemItem, anchor: Element | null): void {
    clearTimeout(this.#timer);
    if (anchor && problemsOf(item).length > 0) this.#shown = { item, anchor, takesFocus: true };
  }

  stay(): void {
    clearTimeout(this.#timer);
  }

  leave(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => (this.#shown = null), leaveAfterMs);
  }

  /** Hides them, and gives the focus back to the node or the edge where it was in them. */
  close(hadFocus: boolean): void {
    clearTimeout(this.#timer);
    const item = this.#shown?.item;
    this.#shown = null;
    if (hadFocus && item) focusItem(item);
  }
}

function problemsOf({ kind, id }: ProblemItem): Problem[] {
  return editor.problems.filter((problem) => problem[kind] === id);
}

export const shownProblems = new ShownProblems();

/** Opens the problems of a node or an edge from the keyboard, beside its mark, or beside itself where it is too small. */
export function openProblems(item: ProblemItem): void {
  const elements = [...document.querySelectorAll<HTMLElement>('[data-problems]')];
  const mark = elements.find(({ dataset }) => dataset['problems'] === item.id);
  const items = [...document.querySelectorAll<HTMLElement>('.svelte-flow [data-id]')];
  const own = items.find(({ dataset }) => dataset['id'] === item.id);
  shownProblems.open(item, mark ?? own ?? null);
}
