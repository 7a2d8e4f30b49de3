import { expect, it } from 'vitest';
import { ariaShortcut, formatShortcut, matchesShortcut } from '../../../src-renderer/ui/shortcut';

const none = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };
const press = (key: string, held: Partial<typeof none> = {}): KeyboardEvent =>
  ({ key, ...none, ...held }) as KeyboardEvent;

it('matches a key with just its modifiers', () => {
  expect(matchesShortcut(press('z', { ctrlKey: true }), 'Mod+Z')).toBe(true);
  expect(matchesShortcut(press('Z', { ctrlKey: true, shiftKey: true }), 'Mod+Z')).toBe(false);
  expect(matchesShortcut(press('Z', { ctrlKey: true, shiftKey: true }), 'Mod+Shift+Z')).toBe(true);
  expect(matchesShortcut(press('ArrowLeft', { altKey: true }), 'Alt+ArrowLeft')).toBe(true);
  expect(matchesShortcut(press('ArrowLeft'), 'Alt+ArrowLeft')).toBe(false);
  expect(matchesShortcut(press('c', { ctrlKey: true }), 'C')).toBe(false);
});

it('matches a sign whether or not the keyboard needs Shift for it', () => {
  expect(matchesShortcut(press('?', { shiftKey: true }), '?')).toBe(true);
  expect(matchesShortcut(press('/'), '/')).toBe(true);
  expect(matchesShortcut(press('+', { shiftKey: true }), '+')).toBe(true);
});

it('writes keys as people call them', () => {
  expect(formatShortcut('Mod+Shift+Z')).toBe('Ctrl+Shift+Z');
  expect(formatShortcut('Alt+ArrowLeft')).toBe('Alt+←');
  expect(formatShortcut('+')).toBe('+');
});

it('names keys for assistive technology', () => {
  expect(ariaShortcut('Mod+Shift+Z')).toBe('Control+Shift+Z');
  expect(ariaShortcut('Delete')).toBe('Delete');
});
