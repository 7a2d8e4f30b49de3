import { windowCommands, type WindowCommand } from '#api/events';
import { editor } from '../editor/editor.svelte';
import { launcher } from '../stores/launcher.svelte';
import { session } from '../stores/session.svelte';
import { commitTypedText } from '../stores/typed-text';
import { matchesShortcut } from '../ui/shortcut';

/**
 * The shortcuts of every view. The native menu shows them too, but leaves the key events to the
 * window.
 */
const shortcuts: Record<WindowCommand, string> = {
  palette: 'Mod+k',
  save: 'Mod+s',
  run: 'Mod+Enter',
  build: 'Mod+1',
  runs: 'Mod+2',
  studies: 'Mod+3',
  compare: 'Mod+4',
  data: 'Mod+5',
  settings: 'Mod+6',
};

/** Runs the command of a keyboard shortcut. */
export function handleShortcut(event: KeyboardEvent, togglePalette: () => void): void {
  if (event.defaultPrevented) return;
  const command = windowCommands.find((name) => matchesShortcut(event, shortcuts[name]));
  if (command === undefined || !isAvailable(command)) return;
  event.preventDefault();
  runCommand(command, togglePalette);
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
  return command !== 'run' || session.view === 'build';
}

function runCommand(command: WindowCommand, togglePalette: () => void): void {
  commitTypedText();
  if (command === 'palette') togglePalette();
  else if (command === 'save') void editor.save({ keepVersion: true });
  else if (command === 'run') void launcher.runEditor();
  else session.show(command);
}
