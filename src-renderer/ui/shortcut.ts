const isMac = typeof navigator !== 'undefined' && /mac/i.test(navigator.userAgent);

/** A shortcut in the notation of the platform: `Mod+S` becomes `⌘S` or `Ctrl+S`. */
export function formatShortcut(shortcut: string): string {
  return isMac
    ? shortcut.replace('Mod+', '⌘').replace('Shift+', '⇧')
    : shortcut.replace('Mod', 'Ctrl');
}

/** Whether a keyboard event is the shortcut, such as `Mod+K` or `Mod+Shift+Z`. */
export function matchesShortcut(event: KeyboardEvent, shortcut: string): boolean {
  const parts = shortcut.toLowerCase().split('+');
  const key = parts.at(-1) ?? '';
  const mod = isMac ? event.metaKey : event.ctrlKey;
  return (
    event.key.toLowerCase() === key &&
    mod === parts.includes('mod') &&
    event.shiftKey === parts.includes('shift') &&
    !event.altKey
  );
}

/** Whether the target of a keyboard event is a text field. */
export function isInTextField(event: KeyboardEvent): boolean {
  const target = event.target;
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))
  );
}
