import type { Run } from '#spec/run';

/** How cells of the table begin to be edited. */
export interface CellEditing {
  isRenamed: (runId: string) => boolean;
  rename: (runId: string, isEdited: boolean) => void;
  /** Opens the editor of the tags or the notes beside an element. */
  open: (kind: 'tags' | 'notes', run: Run, anchor: HTMLElement) => void;
}
