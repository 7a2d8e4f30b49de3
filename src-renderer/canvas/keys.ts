import { editor } from '../editor/editor.svelte';
import { matchesShortcut, isInTextField } from '../ui/shortcut';

const arrowDirections: Record<string, { x: number; y: number }> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};

/** Runs the canvas command of a key press, unless a text field, dialog or menu has the focus. */
export function handleCanvasKey(event: KeyboardEvent, fitView: () => void): void {
  if (event.defaultPrevented || isInTextField(event) || isInsideWidget(event)) return;
  const run = (action: () => void): void => {
    event.preventDefault();
    action();
  };
  const hasNoModifier = !event.ctrlKey && !event.metaKey && !event.altKey;
  if (matchesShortcut(event, 'Mod+z')) return run(() => editor.undo());
  if (matchesShortcut(event, 'Mod+Shift+z') || matchesShortcut(event, 'Mod+y'))
    return run(() => editor.redo());
  if (matchesShortcut(event, 'Mod+c') && !hasSelectedText()) return run(() => editor.copy());
  if (matchesShortcut(event, 'Mod+v')) return run(() => editor.paste());
  if (matchesShortcut(event, 'Mod+d')) return run(() => editor.duplicate());
  if (matchesShortcut(event, 'Mod+a')) return run(() => editor.selectAll());
  if (hasNoModifier && (event.key === 'Delete' || event.key === 'Backspace'))
    return run(() => editor.removeSelected());
  if (hasNoModifier && event.key.toLowerCase() === 'f') return run(fitView);
  if (hasNoModifier && event.key === 'Escape') return run(() => editor.select({}));
  const direction = arrowDirections[event.key];
  if (hasNoModifier && direction && editor.selection.nodes.length > 0)
    run(() => nudgeSelection(direction, event.shiftKey ? 20 : 4));
}

function nudgeSelection(direction: { x: number; y: number }, pixels: number): void {
  const positions = editor.selection.nodes.map((id) => {
    const { x, y } = editor.positions[id] ?? { x: 0, y: 0 };
    return [id, { x: x + pixels * direction.x, y: y + pixels * direction.y }];
  });
  editor.move(Object.fromEntries(positions), 'nudge');
}

/** Whether the focus is in a part of the window that handles these keys itself. */
function isInsideWidget(event: KeyboardEvent): boolean {
  const target = event.target;
  return (
    target instanceof Element &&
    target.closest('[role="dialog"], [role="menu"], [role="tablist"], [role="separator"]') !== null
  );
}

function hasSelectedText(): boolean {
  return (window.getSelection()?.toString() ?? '') !== '';
}
