import type { Attachment } from 'svelte/attachments';
import { on } from 'svelte/events';

/**
 * A form below the row of a checkpoint: it begins with the focus in the field that the selector finds, and Escape
 * closes it unless a control of it has used the key.
 *
 *     <form {@attach checkpointForm('input, select', () => onclose())}>
 */
export function checkpointForm(firstField: string, close: () => void): Attachment<HTMLFormElement> {
  return (form) => {
    form.querySelector<HTMLElement>(firstField)?.focus();
    return on(form, 'keydown', (event) => {
      if (event.key !== 'Escape' || event.defaultPrevented) return;
      event.stopPropagation();
      close();
    });
  };
}
