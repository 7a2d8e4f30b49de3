import type { WindowCommandId } from '#api/window-commands';
import type { ShortcutOf } from '../stores/shortcut-list';
import { session } from '../stores/session.svelte';
import { isInTextField, isPressed } from '../ui/shortcut';
import { commandPalette } from './command-palette.svelte';
import { isEnabled, runWindowCommand } from './window-actions';

type Key = ShortcutOf<'window'> & WindowCommandId;

/** Keys that are heard wherever the focus is, in text fields too. */
const anywhere: readonly Key[] = [
  ...(['save', 'run', 'palette'] as const),
  ...(['build', 'runs', 'studies', 'compare', 'data', 'settings'] as const),
  ...(['largerText', 'smallerText', 'usualText', 'help'] as const),
];
/** Keys that are heard where nothing else has a meaning for them. */
const elsewhere: readonly Key[] = ['nextPart', 'previousPart'];

/**
 * Runs the command of a keyboard shortcut, before the element with the focus hears the key: a focused button would be
 * pressed by Ctrl+Enter too. The native menu shows these shortcuts, but leaves the key events to the window.
 */
export function handleShortcut(event: KeyboardEvent): void {
  const command = anywhere.find((name) => isPressed(event, name));
  // A browser would open its own help.
  if (command === 'help') event.preventDefault();
  if (command === undefined || !isAvailable(command)) return;
  if (command === 'run' && isInPalette(event)) commandPalette.toggle();
  else if (command === 'run' && submitForm(event)) return;
  event.preventDefault();
  event.stopPropagation();
  runWindowCommand(command);
}

/** Runs what keys do only where nothing else has a meaning for them. */
export function handleOtherKey(event: KeyboardEvent): void {
  if (event.defaultPrevented) return;
  const command = elsewhere.find((name) => isPressed(event, name));
  const chosen =
    command ?? (isPressed(event, 'shortcuts') && !isInTextField(event) ? 'shortcuts' : null);
  if (chosen === null || !isEnabled(chosen)) return;
  event.preventDefault();
  runWindowCommand(chosen);
}

/**
 * `run` is available only in the Build view, because only there the user sees which model it runs. Its own sentence says
 * what is in the way of a model that cannot run.
 */
function isAvailable(command: Key): boolean {
  if (command === 'run') return session.project !== null && session.view === 'build';
  if (command === 'save') return session.project !== null;
  return isEnabled(command);
}

/** The palette stands over the model that the key runs, and has nothing of its own to be submitted. */
const isInPalette = ({ target }: KeyboardEvent): boolean =>
  target instanceof Element && target.closest('.palette') !== null;

/** In a form or a dialog, Ctrl+Enter is about that, and not about the model behind it. */
function submitForm({ target }: KeyboardEvent): boolean {
  if (!(target instanceof Element)) return false;
  const form = target.closest('form');
  form?.requestSubmit();
  return form !== null || target.closest('[role="dialog"], [role="alertdialog"]') !== null;
}
