/**
 * Gives a field the focus as soon as it is shown, for what is typed next; `autofocus` does so only while nothing else
 * has the focus, as the button that shows the field has. A button that takes it back has it for one frame at most.
 * `{@attach takeFocus}`.
 */
export function takeFocus(field: HTMLElement): void {
  const before = document.activeElement;
  field.focus();
  requestAnimationFrame(() => {
    const { activeElement, body } = document;
    if (activeElement === before || activeElement === body) field.focus();
  });
}
