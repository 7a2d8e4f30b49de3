import { windowCommandIds, type WindowCommandId } from '#api/window-commands';
import { session } from '../stores/session.svelte';
import { isChosen, isEnabled, runWindowCommand } from './window-actions';

/** What a text field does itself when the menu has it chosen. */
const textCommands: Partial<Record<WindowCommandId, string>> = {
  undo: 'undo',
  redo: 'redo',
  selectAll: 'selectAll',
  remove: 'delete',
};

const overlays = '[aria-modal="true"], [role="dialog"], [role="alertdialog"]';

/** To be called while a component is initialized: the native menu of the desktop program follows the window and leads it. */
export function followNativeMenu(): void {
  /** Counted up where the focus moves. */
  let moves = $state(0);
  // A focused element that Svelte removes loses the focus while it draws, when no state may change.
  const follow = (): void => queueMicrotask(() => void (moves += 1));
  let told = '';

  $effect(() => {
    if (session.info?.host !== 'electron') return;
    document.addEventListener('focusin', follow);
    document.addEventListener('focusout', follow);
    return () => {
      document.removeEventListener('focusin', follow);
      document.removeEventListener('focusout', follow);
    };
  });
  $effect(() => {
    if (session.info?.host !== 'electron') return;
    // A field that goes away with its view loses the focus without an event.
    void [moves, session.view, session.project];
    const enabled = windowCommandIds.filter(isEnabled);
    const chosen = windowCommandIds.filter(isChosen);
    // What a run or a drag changes many times a second is told once, and the focus has settled by then.
    const timer = setTimeout(() => {
      const isTyping = isInTextFieldNow();
      const commands = windowCommandIds.filter(
        (id) => enabled.includes(id) || (isTyping && textCommands[id] !== undefined),
      );
      const next = JSON.stringify({ commands, chosen });
      if (next === told) return;
      told = next;
      void session.attempt(() => session.call('menu.enable', { commands, chosen }));
    }, 50);
    return () => clearTimeout(timer);
  });
  session.on('menu.chosen', ({ command }) => choose(command));
}

function isInTextFieldNow(): boolean {
  const { activeElement } = document;
  return activeElement?.matches('input, textarea, [contenteditable="true"]') ?? false;
}

function choose(id: WindowCommandId): void {
  const textCommand = textCommands[id];
  // There is no other way to undo what was typed than this old one.
  if (textCommand !== undefined && isInTextFieldNow()) document.execCommand(textCommand);
  else if (document.querySelector(overlays)) session.notify('Close the dialog first.');
  else runWindowCommand(id);
}
