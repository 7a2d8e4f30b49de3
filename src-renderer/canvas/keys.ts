import { edgeId } from '#spec/model';
import { isAnythingMovable, nudgeSelection } from '../editor/arrange-commands';
import { duplicateSelection } from '../editor/clipboard-commands';
import { editor } from '../editor/editor.svelte';
import { presentation } from '../stores/presentation.svelte';
import type { ShortcutOf } from '../stores/shortcut-list';
import { isInTextField, isPressed } from '../ui/shortcut';
import { addFrameAround } from './annotations/annotation-editing.svelte';
import { repeatRequest } from './arrange/repeat-request.svelte';
import {
  currentItem,
  editSettings,
  focusedItem,
  focusedStop,
  goInDirection,
  goThrough,
  goToNextEdge,
} from './connect-mode/canvas-focus';
import { connectMode } from './connect-mode/connect-mode.svelte';
import { isForWidget } from './open-widgets';
import { openProblems } from './problems/shown-problems.svelte';
import { canvasSearch } from './search/canvas-search.svelte';

const arrowDirections: Record<string, { x: number; y: number }> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};

/** What keys do that the canvas has to do itself. */
export interface CanvasCommands {
  fit(): void;
  quickAdd(): void;
  openMenu(): void;
}

/** What each shortcut of the canvas does; its keys are in `stores/shortcut-list.ts`. */
export const canvasCommands: Record<ShortcutOf<'canvas'>, (canvas: CanvasCommands) => void> = {
  undo: () => editor.undo(),
  redo: () => editor.redo(),
  quickAdd: (canvas) => canvas.quickAdd(),
  connect: () => connect('to'),
  connectStart: () => connect('from'),
  decouple: () => toggleDecoupled(),
  editSettings: () => editSettings(),
  nextEdge: () => goToNextEdge(),
  goLeft: () => goInDirection('left'),
  goRight: () => goInDirection('right'),
  goUp: () => goInDirection('up'),
  goDown: () => goInDirection('down'),
  menu: (canvas) => canvas.openMenu(),
  remove: () => editor.removeSelected(),
  removeOnly: () => editor.removeSelected({ join: false }),
  duplicate: () => duplicateSelection(),
  repeat: () => repeatRequest.open(),
  frame: () => addFrameAround(),
  problems: () => showProblems(),
  find: () => canvasSearch.open(),
  selectAll: () => editor.selectAll(),
  selectNothing: () => (presentation.isOn ? presentation.leave() : editor.select({})),
  fit: (canvas) => canvas.fit(),
  present: () => presentation.toggle(),
};
const canvasShortcuts = Object.keys(canvasCommands) as ShortcutOf<'canvas'>[];

/** Runs the canvas command of a key press, unless a text field has the focus, or a dialog, menu or popover is open. */
export function handleCanvasKey(event: KeyboardEvent, canvas: CanvasCommands): void {
  if (event.defaultPrevented || isInTextField(event) || isForWidget(event)) return;
  if (runCommand(event, canvas)) event.preventDefault();
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
function runCommand(event: KeyboardEvent, canvas: CanvasCommands): boolean {
  if (event.key === 'Tab') return focusedStop() !== null && goThrough(event.shiftKey ? -1 : 1);
  const id = canvasShortcuts.find((each) => isPressed(event, each));
  // Enter presses a button that has the focus.
  if (id === 'editSettings' && event.key === 'Enter' && !focusedItem()) return false;
  if (id !== undefined) {
    canvasCommands[id](canvas);
    return true;
  }
  const direction = arrowDirections[event.key];
  if (event.ctrlKey || event.metaKey || event.altKey || !direction || !isAnythingMovable())
    return false;
  nudgeSelection(direction, event.shiftKey ? 20 : 4);
  return true;
}

/** Begins to connect the node that has the focus or is selected, or to move an end of the edge. */
function connect(end: 'from' | 'to'): void {
  const item = currentItem();
  if (item?.kind === 'node') connectMode.start({ kind: 'node', from: item.id });
  const edge = editor.spec.model.edges.find((candidate) => edgeId(candidate) === item?.id);
  if (item?.kind === 'edge' && edge)
    connectMode.start({ kind: 'edge', edge: item.id, ends: { from: edge.from, to: edge.to }, end });
}

function showProblems(): void {
  const item = currentItem();
  if (item?.kind === 'edge') openProblems(item);
  else if (item?.kind === 'node') openProblems({ kind: 'node', id: item.id });
}

function toggleDecoupled(): void {
  const item = currentItem();
  if (item?.kind === 'edge') editor.toggleDecoupled(item.id);
}
