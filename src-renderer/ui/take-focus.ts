/**
 * Gives a field the focus as soon as it is shown; `autofocus` does so only while nothing else has the focus, as the
 * button that shows the field has. `{@attach takeFocus}`.
 */
export function takeFocus(field: HTMLElement): void {
  requestAnimationFrame(() => field.focus());
}
