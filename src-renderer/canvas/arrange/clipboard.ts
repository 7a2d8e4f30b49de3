import type { Point } from '#diagram/layout/geometry';
import { copySelection, pasteText } from '../../editor/clipboard-commands';
import { editor } from '../../editor/editor.svelte';
import { session } from '../../stores/session.svelte';
import { keysOf } from '../../stores/shortcut-list';
import { formatShortcut } from '../../ui/shortcut';

/** Copies what is selected to the clipboard of the system; returns whether it is there. */
export async function copyToClipboard(): Promise<boolean> {
  const text = copySelection();
  if (text === null) return false;
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    notifyRefused('copy');
    return false;
  }
}

/** Cuts what is selected, once it is on the clipboard. */
export async function cutToClipboard(): Promise<void> {
  if (await copyToClipboard()) editor.removeSelected();
}

/** Pastes from the clipboard of the system around a point of the canvas. */
export async function pasteFromClipboard(middle: Point): Promise<void> {
  let text: string;
  try {
    text = await navigator.clipboard.readText();
  } catch {
    notifyRefused('paste');
    return;
  }
  pasteText(text, middle);
}

/** A browser may keep the clipboard from menus, where it lets keys use it. */
function notifyRefused(id: 'copy' | 'paste'): void {
  const what = id === 'copy' ? 'written' : 'read';
  session.notify(
    `The clipboard cannot be ${what} from a menu here. Press ${formatShortcut(keysOf(id))} on the canvas instead.`,
    'error',
  );
}
