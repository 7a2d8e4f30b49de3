import { editor } from '../editor/editor.svelte';
import { openModels } from '../editor/open-models.svelte';
import { session } from '../stores/session.svelte';

/** Saves what is not saved yet when the window is hidden, and looks at the file when it is shown. */
export function handleVisibility(): void {
  if (document.visibilityState === 'hidden') void editor.flush();
  else void editor.lookAtFile();
}

/**
 * Saves what is not saved yet when the page is left. If that does not succeed, the copy in the
 * browser's storage is restored by the next window.
 */
export function handlePageHide(): void {
  void editor.flush();
}

/**
 * Asks before a page with changes is left that cannot be saved at the moment. Electron cannot ask: it
 * would only refuse to close the window. There the copy in the browser's storage has to do.
 */
export function handleBeforeUnload(event: BeforeUnloadEvent): void {
  void editor.flush();
  if (openModels.notSaved.length > 0 && session.info?.host === 'browser') event.preventDefault();
}
