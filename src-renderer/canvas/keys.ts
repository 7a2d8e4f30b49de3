import { windowCommands } from '#api/window-commands';
import { isAnythingMovable, nudgeSelection } from '../editor/arrange-commands';
import type { ShortcutOf } from '../stores/shortcut-list';
import { isInTextField, isPressed } from '../ui/shortcut';
import { canvasActions } from './canvas-actions';
import { focusedItem, focusedStop, goThrough } from './connect-mode/canvas-focus';
import { isForWidget } from './open-widgets';

const arrowDirections: Record<string, { x: number; y: number }> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};

/** The clipboard is heard by the events of its own. */
const ofClipboard: readonly string[] = ['cut', 'copy', 'paste'];
const heard = (Object.keys(canvasActions) as (keyof typeof canvasActions)[]).filter(
  (id): id is ShortcutOf<'canvas'> =>
    windowCommands[id].keys !== undefined && !ofClipboard.includes(id),
);

/** Runs the canvas command of a key press, unless a text field has the focus, or a dialog, menu or popover is open. */
export function handleCanvasKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || isInTextField(event) || isForWidget(event)) return;
  if (runCommand(event)) event.preventDefault();
}

/** Whether a key press on a node, an edge or a missing part belongs to the canvas; Svelte Flow would move, select or leave it. */
export function isItemKey(event: KeyboardEvent): boolean {
  const isItem =
    event.target instanceof Element &&
    event.target.matches('.svelte-flow :is([data-id], [data-ghost])');
  return event.key.startsWith('Arrow')
    ? !isInTextField(event)
    : isItem && ['Enter', 'Escape', 'Tab'].includes(event.key);
}

/** Whether the key press had a command. */
function runCommand(event: KeyboardEvent): boolean {
  if (event.key === 'Tab') return focusedStop() !== null && goThrough(event.shiftKey ? -1 : 1);
  const id = heard.find((each) => isPressed(event, each));
  // Enter presses a button that has the focus.
  if (id === 'editSettings' && event.key === 'Enter' && !focusedItem()) return false;
  if (id !== undefined) {
    canvasActions[id].run();
    return true;
  }
  const direction = arrowDirections[event.key];
  if (event.ctrlKey || event.metaKey || event.altKey || !direction || !isAnythingMovable())
    return false;
  nudgeSelection(direction, event.shiftKey ? 20 : 4);
  return true;
}
