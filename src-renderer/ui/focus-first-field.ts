const focusable = 'input, textarea, select, button, a[href], [tabindex="0"]';
const ofText =
  'textarea, input:not([type="checkbox"], [type="radio"], [type="range"], [type="file"])';

/**
 * For `onOpenAutoFocus` of a dialog or popover that begins with a field for text: it has the focus at once, for what is
 * typed next. bits-ui gives the focus only in the next frame, as it does where something else comes first.
 */
export function focusFirstField(content: HTMLElement | null): void {
  const first = [...(content?.querySelectorAll<HTMLElement>(focusable) ?? [])].find(
    (element) => element.tabIndex >= 0 && !element.matches(':disabled'),
  );
  if (first?.matches(ofText)) first.focus({ preventScroll: true });
}
