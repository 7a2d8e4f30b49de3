import { windowCommands, type WindowCommand } from '#api/events';
import { editor } from '../editor/editor.svelte';
import { launcher } from '../stores/launcher.svelte';
import { session } from '../stores/session.svelte';
import { isShortcut } from '../ui/shortcut';

/** The shortcuts that hold in every view. The native menu shows them too, and leaves the keys to us. */
const shortcuts: Record<WindowCommand, string> = {
  palette: 'Mod+k',
  save: 'Mod+s',
  run: 'Mod+Enter',
  build: 'Mod+1',
  runs: 'Mod+2',
  compare: 'Mod+3',
  data: 'Mod+4',
  settings: 'Mod+5',
};

export function pressShortcut(event: KeyboardEvent, togglePalette: () => void): void {
  if (event.defaultPrevented) return;
  const command = windowCommands.find((name) => isShortcut(event, shortcuts[name]));
  if (command === undefined || !isPossible(command)) return;
  event.preventDefault();
  perform(command, togglePalette);
}

/** Does what is chosen in the native menu. */
export function followMenu(togglePalette: () => void): void {
  session.on('menu.chosen', ({ command }) => {
    if (isPossible(command)) perform(command, togglePalette);
  });
}

/** Runs are started from the canvas: elsewhere it would not be seen which model is meant. */
function isPossible(command: WindowCommand): boolean {
  return command !== 'run' || session.view === 'build';
}

function perform(command: WindowCommand, togglePalette: () => void): void {
  if (command === 'palette') togglePalette();
  else if (command === 'save') void session.attempt(() => editor.save());
  else if (command === 'run') void launcher.runEditor();
  else session.show(command);
}
