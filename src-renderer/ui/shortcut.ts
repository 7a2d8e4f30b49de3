const onMac = typeof navigator !== 'undefined' && /mac/i.test(navigator.userAgent);

/** A shortcut as this platform writes it: `Mod+S` becomes `⌘S` or `Ctrl+S`. */
export function shortcutText(shortcut: string): string {
  return onMac
    ? shortcut.replace('Mod+', '⌘').replace('Shift+', '⇧')
    : shortcut.replace('Mod', 'Ctrl');
}

/** Whether a key press is the shortcut, written like `Mod+K` or `Mod+Shift+Z`. */
export function isShortcut(event: KeyboardEvent, shortcut: string): boolean {
  const parts = shortcut.toLowerCase().split('+');
  const key = parts.at(-1) ?? '';
  const mod = onMac ? event.metaKey : event.ctrlKey;
  return (
    event.key.toLowerCase() === key &&
    mod === parts.includes('mod') &&
    event.shiftKey === parts.includes('shift') &&
    !event.altKey
  );
}

/** Whether a key press belongs to a field that is being typed into. */
export function isTyping(event: KeyboardEvent): boolean {
  const target = event.target;
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))
  );
}
