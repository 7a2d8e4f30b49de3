import { runTable } from '../../stores/run-table.svelte';
import { isPressed } from '../../ui/shortcut';
import { runActions } from '../run-actions';
import type { RowCursor } from './row-cursor.svelte';
import type { RowEditing } from './row-editing.svelte';
import { rowsOfKey } from './selection';

interface KeyTargets {
  cursor: RowCursor;
  editing: RowEditing;
  /** The rows that fit on the screen. */
  page: number;
  openMenu: () => void;
}

/** What the keys of the table do. Returns whether the key means something there. */
export function handleRowKey(event: KeyboardEvent, targets: KeyTargets): boolean {
  const by = rowsOfKey(event.key, targets.page);
  if (by !== null) targets.cursor.move(by, event.shiftKey);
  return by !== null || handleCommand(event, targets) || handleOpening(event, targets.cursor);
}

function handleCommand(event: KeyboardEvent, { cursor, editing, openMenu }: KeyTargets): boolean {
  const { key } = event;
  const mod = event.ctrlKey || event.metaKey;
  if (mod && key.toLowerCase() === 'a') runTable.selectAll();
  else if (isPressed(event, 'chooseOneRun')) runActions.chooseOneRun.run();
  else if (isPressed(event, 'deleteRuns')) runActions.deleteRuns.run();
  else if (key === 'ContextMenu' || (event.shiftKey && key === 'F10')) openMenu();
  else if (key === ' ') cursor.toggle();
  else if (isPressed(event, 'renameRun')) editing.editName();
  else if (isPressed(event, 'tagRuns')) editing.editTags();
  else if (isPressed(event, 'noteRun')) editing.editNotes();
  else return false;
  return true;
}

/** Opens and closes a group, or moves to the page of a run. */
function handleOpening({ key }: KeyboardEvent, { group }: RowCursor): boolean {
  if (group && ['Enter', 'ArrowLeft', 'ArrowRight'].includes(key))
    runTable.setOpen([group.id], key === 'Enter' ? !group.isOpen : key === 'ArrowRight');
  else if (key === 'Enter') focusRunPage();
  else return false;
  return true;
}

/** Moves the focus to the selected run's page below. */
function focusRunPage(): void {
  document.querySelector<HTMLElement>('.detail [role="tab"][data-state="active"]')?.focus();
}
