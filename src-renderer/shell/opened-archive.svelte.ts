import { untrack } from 'svelte';
import { archiveImport } from '../stores/archive-import.svelte';
import { session } from '../stores/session.svelte';

/** Looks into the archive that the user opens in the file manager. To be called once, in a component. */
export function showOpenedArchive(): void {
  let path = $state<string | null>(null);
  session.on('archive.opened', (opened) => (path = opened.path));
  $effect(() => {
    // What the dialog offers depends on whether a project is open, and opening one closes it.
    if (path === null || !session.isReady) return;
    const opened = path;
    path = null;
    untrack(() => archiveImport.show(opened));
  });
}
