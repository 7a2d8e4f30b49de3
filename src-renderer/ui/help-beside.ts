/** Help stays readable beside what lies over the window: dialogs and popovers make room for it, and leave it alone. */

const panel = '[data-help-panel]';
const overlays = '[data-dialog-content], [data-popover-content]';

const isInHelp = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest(panel) !== null;

/** For `onInteractOutside`: a click in Help closes nothing. */
export function keepForHelp(event: Event): void {
  if (isInHelp(event.target)) event.preventDefault();
}

/**
 * Lets Help have the focus while a dialog or popover is open, which would take it back at once. To be called while a
 * component is initialized; the listener of the window hears the event before theirs.
 */
export function letHelpHaveFocus(): () => void {
  const listen = (event: FocusEvent): void => {
    if (isInHelp(event.target) && document.querySelector(overlays)) event.stopPropagation();
  };
  window.addEventListener('focusin', listen, { capture: true });
  return () => window.removeEventListener('focusin', listen, { capture: true });
}
