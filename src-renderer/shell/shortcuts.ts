import { windowCommands, type WindowCommand } from '#api/events';
import { editor } from '../editor/editor.svelte';
import { launcher } from '../stores/launcher.svelte';
import { session } from '../stores/session.svelte';
import { textSize } from '../stores/text-size.svelte';
import { commitTypedText } from '../stores/typed-text';
import { isInTextField, isPressed } from '../ui/shortcut';
import { goToPart } from './parts';
import { shortcutHelp } from './shortcut-help.svelte';

/**
 * Runs the command of a keyboard shortcut, before the element with the focus hears the key: a focused button would be
 * pressed by Ctrl+Enter too. The native menu shows these shortcuts, but leaves the key events to the window.
 */
export function handleShortcut(event: KeyboardEvent, togglePalette: () => void): void {
  const command = windowCommands.find((name) => isPressed(event, name));
  if (command === undefined || !isAvailable(command)) return;
  if (command === 'run' && isInPalette(event)) togglePalette();
  else if (command === 'run' && submitForm(event)) return;
  event.preventDefault();
  event.stopPropagation();
  runCommand(command, togglePalette);
}

/** Runs what keys do only where nothing else has a meaning for them. */
export function handleOtherKey(event: KeyboardEvent): void {
  if (event.defaultPrevented) return;
  const run = (action: () => void): void => {
    event.preventDefault();
    action();
  };
  if (isPressed(event, 'nextPart')) return run(() => goToPart(1));
  if (isPressed(event, 'previousPart')) return run(() => goToPart(-1));
  if (isPressed(event, 'help') && !isInTextField(event)) run(() => shortcutHelp.show());
}

/** Runs the commands that are chosen in the native menu. */
export function handleMenuCommands(togglePalette: () => void): void {
  session.on('menu.chosen', ({ command }) => {
    if (isAvailable(command)) runCommand(command, togglePalette);
  });
}

/**
 * `run` is available only in the Build view, because only there the user sees which model it runs.
 */
function isAvailable(command: WindowCommand): boolean {
  if (isTextCommand(command)) return textSize.isOwn;
  return session.project !== null && (command !== 'run' || session.view === 'build');
}

/** What changes the size of the text. In a browser its own zoom does that, by the same keys. */
const textCommands = {
  largerText: () => textSize.step(1),
  smallerText: () => textSize.step(-1),
  usualText: () => textSize.reset(),
};
const isTextCommand = (command: WindowCommand): command is keyof typeof textCommands =>
  command in textCommands;

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

function runCommand(command: WindowCommand, togglePalette: () => void): void {
  if (isTextCommand(command)) return textCommands[command]();
  commitTypedText();
  if (command === 'palette') togglePalette();
  else if (command === 'save') void editor.save({ keepVersion: true });
  else if (command === 'run') void launcher.runEditor();
  else session.show(command);
}
