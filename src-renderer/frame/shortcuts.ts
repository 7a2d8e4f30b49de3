import { editor } from '../stores/editor.svelte';
import { launcher } from '../stores/launcher.svelte';
import { session, views } from '../stores/session.svelte';
import { isShortcut } from '../ui/shortcut';

/** The shortcuts that hold in every view. */
export function pressShortcut(event: KeyboardEvent, togglePalette: () => void): void {
  if (event.defaultPrevented) return;
  const take = (action: () => void): void => {
    event.preventDefault();
    action();
  };
  if (isShortcut(event, 'Mod+k')) return take(togglePalette);
  if (isShortcut(event, 'Mod+s')) return take(() => void session.attempt(() => editor.save()));
  if (isShortcut(event, 'Mod+Enter') && session.view === 'build')
    return take(() => void launcher.runEditor());
  for (const [index, view] of views.entries())
    if (isShortcut(event, `Mod+${index + 1}`)) return take(() => session.show(view));
}
