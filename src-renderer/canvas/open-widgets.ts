/** What handles its keys itself while it has the focus. */
const widgets =
  '[data-help-panel], [role="dialog"], [role="alertdialog"], [role="menu"], [role="tablist"], [role="separator"], [data-popover-content]';

/**
 * What lies over the window as long as it is open. Its fields can lose the focus to the page, as while a list in it is
 * loaded; what is typed then is not meant for the canvas. It has given the focus back as soon as it is closed, but is
 * drawn for some frames more, and the next key can come in these.
 */
const overlays =
  ':is([aria-modal="true"], [role="menu"], [data-popover-content])[data-state="open"]';

/** Whether a key press is for a part of the window that handles keys itself, or for what lies over the canvas. */
export function isForWidget({ target }: Pick<KeyboardEvent, 'target'>): boolean {
  return (
    (target instanceof Element && target.closest(widgets) !== null) ||
    document.querySelector(overlays) !== null
  );
}
