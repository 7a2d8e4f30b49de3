import { editor } from '../editor/editor.svelte';
import { isShortcut, isTyping } from '../ui/shortcut';

const arrows: Record<string, { x: number; y: number }> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};

/** The canvas's own shortcuts; none of them while something is typed. */
export function pressCanvasKey(event: KeyboardEvent, fit: () => void): void {
  if (event.defaultPrevented || isTyping(event) || isInsideDialog(event)) return;
  const take = (action: () => void): void => {
    event.preventDefault();
    action();
  };
  const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
  if (isShortcut(event, 'Mod+z')) return take(() => editor.undo());
  if (isShortcut(event, 'Mod+Shift+z') || isShortcut(event, 'Mod+y'))
    return take(() => editor.redo());
  if (isShortcut(event, 'Mod+c') && !hasSelectedText()) return take(() => editor.copy());
  if (isShortcut(event, 'Mod+v')) return take(() => editor.paste());
  if (isShortcut(event, 'Mod+d')) return take(() => editor.duplicate());
  if (isShortcut(event, 'Mod+a')) return take(() => editor.selectAll());
  if (plain && (event.key === 'Delete' || event.key === 'Backspace'))
    return take(() => editor.removeSelected());
  if (plain && event.key.toLowerCase() === 'f') return take(fit);
  if (plain && event.key === 'Escape') return take(() => editor.select({}));
  const arrow = arrows[event.key];
  if (plain && arrow && editor.selection.nodes.length > 0)
    take(() => nudge(arrow, event.shiftKey ? 20 : 4));
}

function nudge(direction: { x: number; y: number }, by: number): void {
  const moved = editor.selection.nodes.map((id) => {
    const at = editor.positions[id] ?? { x: 0, y: 0 };
    return [id, { x: at.x + by * direction.x, y: at.y + by * direction.y }];
  });
  editor.move(Object.fromEntries(moved), 'nudge');
}

function isInsideDialog(event: KeyboardEvent): boolean {
  const target = event.target;
  return (
    target instanceof Element &&
    target.closest('[role="dialog"], [role="menu"], [role="tablist"], [role="separator"]') !== null
  );
}

function hasSelectedText(): boolean {
  return (window.getSelection()?.toString() ?? '') !== '';
}
