import { commandPlaces, type CommandPlace } from '#api/window-commands/define';
import { allShortcuts, type Shortcut } from '../stores/shortcut-list';
import type { View } from '../stores/session.svelte';

/** The places that each view has, the one that is worked in first. */
const placesOf: Record<View, readonly CommandPlace[]> = {
  build: ['canvas', 'live', 'search', 'window'],
  runs: ['runs', 'chart', 'window'],
  studies: ['chart', 'window'],
  compare: ['comparison', 'chart', 'window'],
  data: ['window'],
  settings: ['window'],
};

/** The shortcuts that have a meaning in a view, by place; null: on the start page. */
export function listShortcuts(view: View | null): { title: string; shortcuts: Shortcut[] }[] {
  if (view === null)
    return [{ title: commandPlaces.window, shortcuts: allShortcuts.filter(needsNothing) }];
  return placesOf[view].map((place) => ({
    title: commandPlaces[place],
    shortcuts: allShortcuts.filter((shortcut) => shortcut.place === place),
  }));
}

const needsNothing = ({ needs }: Shortcut): boolean => needs === 'nothing';

/** Whether the dialog with all shortcuts is shown. */
class ShortcutHelp {
  isOpen = $state(false);

  show(): void {
    this.isOpen = true;
  }
}

export const shortcutHelp = new ShortcutHelp();
