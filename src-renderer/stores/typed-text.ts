/**
 * Text in a field counts once the field has committed it, on its `change` event: when the focus leaves
 * it or Enter is pressed. Every command that reads what the user has typed calls `commitTypedText`
 * first, because a shortcut, a menu or a drag on the canvas leaves the focus in the field.
 */
export function commitTypedText(): void {
  if (isCommitting || typeof document === 'undefined') return;
  const field = document.activeElement;
  if (!isTextField(field)) return;
  isCommitting = true;
  field.dispatchEvent(new Event('change', { bubbles: true }));
  isCommitting = false;
}

/** The change of a field may itself be a command. */
let isCommitting = false;

export type TextField = HTMLInputElement | HTMLTextAreaElement;

/** The first field whose text could not be committed, because it is no valid value. */
export function findInvalidField(): TextField | null {
  const fields = document.querySelectorAll<TextField>('input, textarea');
  return [...fields].find((field) => field.validity.customError) ?? null;
}

/** What a field is called: its label or its accessible name. */
export function fieldName(field: TextField): string {
  const label = field.labels?.[0];
  return (
    field.getAttribute('aria-label') ??
    label?.querySelector('span')?.textContent ??
    label?.textContent ??
    'The field'
  );
}

const otherInputs = ['checkbox', 'radio', 'range', 'file', 'button', 'submit'];

function isTextField(element: Element | null): element is TextField {
  if (element instanceof HTMLTextAreaElement) return true;
  return element instanceof HTMLInputElement && !otherInputs.includes(element.type);
}
