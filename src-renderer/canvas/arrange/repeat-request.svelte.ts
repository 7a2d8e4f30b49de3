import { findSelectedBlock } from '../../editor/arrange-commands';
import { session } from '../../stores/session.svelte';

/** Whether the form that asks how often the selection is repeated is open. */
class RepeatRequest {
  isOpen = $state(false);

  /** Opens the form; where the selection cannot be repeated, a notification says why. */
  open(): void {
    const block = findSelectedBlock();
    if (typeof block === 'string') session.notify(block, 'error');
    else this.isOpen = true;
  }
}

export const repeatRequest = new RepeatRequest();
