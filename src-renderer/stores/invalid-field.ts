import { session } from './session.svelte';
import { fieldName, findInvalidField } from './typed-text';

/**
 * Whether a field holds a text that is no value: it gets the focus, and a notice says what is wrong, which is of no more
 * use once the field is corrected. `what`: what does not happen, as `is not saved`.
 */
export function reportInvalidField(what?: string): boolean {
  const invalid = findInvalidField();
  if (!invalid) return false;
  invalid.focus();
  const name = fieldName(invalid);
  session.notify(`${what ? `${name} ${what}` : name}: ${invalid.validationMessage}`, 'invalid');
  return true;
}
