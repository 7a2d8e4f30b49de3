const focusable =
  'a[href], button:not(:disabled), input:not(:disabled), select:not(:disabled), textarea:not(:disabled), [tabindex="0"]';

/** Gives the focus to the next part of the window, or with -1 to the one before; from the last to the first. */
export function goToPart(by: 1 | -1): void {
  const parts = [...document.querySelectorAll<HTMLElement>('[data-part]')].filter(isShown);
  const at = parts.findIndex((part) => part.contains(document.activeElement));
  const next = parts[(Math.max(at, by > 0 ? -1 : 0) + by + parts.length) % parts.length];
  if (next) focusFirst(next);
}

function isShown(part: HTMLElement): boolean {
  // A part that holds others is gone through by them.
  return part.getClientRects().length > 0 && part.querySelector('[data-part]') === null;
}

function focusFirst(part: HTMLElement): void {
  const elements = [...part.querySelectorAll<HTMLElement>(focusable)].filter(
    (element) => element.tabIndex >= 0 && element.getClientRects().length > 0,
  );
  elements[0]?.focus();
}
