import { onDestroy } from 'svelte';
import type { Run } from '#spec/run';
import { runTable } from '../../stores/run-table.svelte';
import type { CellEditing } from './cell-editing';

interface Edited {
  kind: 'tags' | 'notes';
  runs: Run[];
  /** The element beside which the popover is. */
  anchor: HTMLElement;
}

let shown: RowEditing | null = null;

/** That of the table that the window shows; null in other views. */
export function shownEditing(): RowEditing | null {
  return shown;
}

/** Gives it to commands from elsewhere, as long as the component is there that calls this while it is initialized. */
export function provideEditing(editing: RowEditing): RowEditing {
  shown = editing;
  onDestroy(() => {
    if (shown === editing) shown = null;
  });
  return editing;
}

/** What is edited in the table: the name of a run in its row, tags and notes in a popover. */
export class RowEditing implements CellEditing {
  /** The run whose name is typed. */
  renamed = $state<string | null>(null);
  /** What was edited last in a popover, which is there while it closes. */
  edited = $state.raw<Edited | null>(null);
  isOpen = $state(false);
  readonly #focusTable: () => void;
  readonly #rowOfLead: () => HTMLElement | null;

  /** `rowOfLead`: the row of the run that was selected last, or what is there in its place. */
  constructor(focusTable: () => void, rowOfLead: () => HTMLElement | null) {
    this.#focusTable = focusTable;
    this.#rowOfLead = rowOfLead;
  }

  isRenamed = (runId: string): boolean => this.renamed === runId;

  rename = (runId: string, isEdited: boolean): void => {
    this.renamed = isEdited ? runId : null;
    if (!isEdited) this.#focusTable();
  };

  open = (kind: Edited['kind'], run: Run, anchor: HTMLElement): void =>
    this.#edit(kind, [run], anchor);

  /** Of the run that was selected last. */
  editName = (): void => {
    this.renamed = runTable.selection.lead;
  };

  /** Of all selected runs. */
  editTags = (): void => this.#edit('tags', runTable.chosen, this.#rowOfLead());

  /** Of the run that was selected last. */
  editNotes = (): void => {
    const { lead } = runTable.selection;
    this.#edit(
      'notes',
      runTable.chosen.filter(({ id }) => id === lead),
      this.#rowOfLead(),
    );
  };

  #edit(kind: Edited['kind'], runs: Run[], anchor: HTMLElement | null): void {
    if (runs.length === 0 || !anchor) return;
    this.edited = { kind, runs, anchor };
    this.isOpen = true;
  }
}
