import { noSelection, type Selection } from '../runs/table/selection';

/** What the user has selected and unfolded in the list. What the pointer is at is in `ui/chart/hover-state`. */
class Focus {
  /** The rows that were clicked: their lines stand out in all charts. */
  selection = $state.raw<Selection>(noSelection);
  /** Keys of the rows that are not as they are at first: folded or unfolded. */
  toggled = $state.raw<ReadonlySet<string>>(new Set());

  toggle(key: string): void {
    const others = [...this.toggled].filter((other) => other !== key);
    this.toggled = new Set(this.toggled.has(key) ? others : [...others, key]);
  }
}

export const focus = new Focus();
