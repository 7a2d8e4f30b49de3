import { windowCommands, type KeyedCommandId } from '#api/window-commands';

const isMac = typeof navigator !== 'undefined' && /mac/i.test(navigator.userAgent);

const names: Record<string, string> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Escape: 'Esc',
  ContextMenu: 'Menu key',
};

/** A shortcut in the notation of the platform: `Mod+S` becomes `⌘S` or `Ctrl+S`. */
export function formatShortcut(shortcut: string): string {
  const { key, modifiers } = splitShortcut(shortcut);
  const shown = names[key] ?? key;
  if (!isMac) return [...modifiers, shown].join('+').replace('Mod', 'Ctrl');
  const signs = modifiers.map((name) => ({ Mod: '⌘', Shift: '⇧', Alt: '⌥' })[name] ?? name);
  return `${signs.join('')}${shown}`;
}

/** A shortcut as `aria-keyshortcuts` has it: `Mod+S` becomes `Control+S` or `Meta+S`. */
export function ariaShortcut(shortcut: string): string {
  return shortcut.replace('Mod', isMac ? 'Meta' : 'Control');
}

/** Whether a keyboard event is the shortcut, such as `Mod+K`, `Shift+F10` or `?`. */
export function matchesShortcut(event: KeyboardEvent, shortcut: string): boolean {
  const { key, modifiers } = splitShortcut(shortcut);
  const [mod, other] = isMac ? [event.metaKey, event.ctrlKey] : [event.ctrlKey, event.metaKey];
  return (
    event.key.toLowerCase() === key.toLowerCase() &&
    mod === modifiers.includes('Mod') &&
    !other &&
    event.altKey === modifiers.includes('Alt') &&
    (isSign(key) || event.shiftKey === modifiers.includes('Shift'))
  );
}

/** Whether a keyboard event is one of the keys of a command of the window. */
export function isPressed(event: KeyboardEvent, id: KeyedCommandId): boolean {
  return windowCommands[id].keys?.some((key) => matchesShortcut(event, key)) ?? false;
}

/** Whether a keyboard needs Shift for the key depends on its layout. */
function isSign(key: string): boolean {
  return key.length === 1 && key.toLowerCase() === key.toUpperCase();
}

function splitShortcut(shortcut: string): { key: string; modifiers: string[] } {
  const at = shortcut.length < 2 ? -1 : shortcut.lastIndexOf('+', shortcut.length - 2);
  return { key: shortcut.slice(at + 1), modifiers: at < 0 ? [] : shortcut.slice(0, at).split('+') };
}

/** Whether the target of a keyboard event is a text field. */
export function isInTextField(event: KeyboardEvent): boolean {
  const target = event.target;
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))
  );
}
