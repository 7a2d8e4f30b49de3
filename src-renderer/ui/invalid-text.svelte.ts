import { SvelteMap } from 'svelte/reactivity';
import type { Attachment } from 'svelte/attachments';
import { fieldName, type TextField } from '../stores/typed-text';
import { session } from '../stores/session.svelte';

/** The fields whose text is no valid value, with what is wrong. */
const invalidFields = new SvelteMap<TextField, string>();

/** What is wrong in the first invalid field within an element, in a sentence; null where all are valid. */
export function findInvalidWithin(element: Element | null): string | null {
  for (const [field, problem] of invalidFields)
    if (element?.contains(field)) return `${fieldName(field)}: ${problem}`;
  return null;
}

/**
 * Marks a field whose text is no valid value: forms are not submitted and models do not run with it.
 * If the field disappears with such a text, a notice shows the text, so that it is not lost silently.
 *
 *     <input {@attach invalidText(() => problem)} />
 */
export function invalidText(findProblem: () => string | null): Attachment<TextField> {
  return (field) => {
    let farewell: string | null = null;
    $effect(() => {
      const problem = findProblem();
      field.setCustomValidity(problem ?? '');
      if (problem === null) invalidFields.delete(field);
      else invalidFields.set(field, problem);
      // The label is known only as long as the field is in the document.
      farewell = problem && `${fieldName(field)}: '${field.value}' was not taken over. ${problem}`;
    });
    return () => {
      invalidFields.delete(field);
      if (farewell !== null) session.notify(farewell, 'error');
    };
  };
}
