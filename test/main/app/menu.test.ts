import { describe, expect, it, vi } from 'vitest';
import { windowCommandIds, windowCommands } from '#api/window-commands';
import { toAccelerator } from '../../../src-main/app/accelerator';
import { buildMenuTemplate, type MenuOptions } from '../../../src-main/app/menu';
import type { Item } from './fake-electron';

const actions = {
  newWindow: vi.fn(),
  newProject: vi.fn(),
  openProject: vi.fn(),
  openRecent: vi.fn(),
  clearRecent: vi.fn(),
  command: vi.fn(),
};
const usual: MenuOptions = {
  isMac: false,
  isPackaged: true,
  recent: [{ directory: '/a & b', name: 'A & B', opened: '' }],
  enabled: new Set(['save']),
  chosen: new Set(['darkTheme']),
  ...actions,
};

/** All items, including those of submenus. */
function entries(options: Partial<MenuOptions> = {}): Item[] {
  const flat = (items: readonly Item[]): Item[] =>
    items.flatMap((item) => [item, ...flat(item.submenu ?? [])]);
  return flat(buildMenuTemplate({ ...usual, ...options }) as Item[]);
}
const find = (label: string, options: Partial<MenuOptions> = {}): Item | undefined =>
  entries(options).find((item) => item.label === label);
/** What Electron does itself. */
const roles = ['cut', 'copy', 'paste'];

describe('the menu', () => {
  it('has no item without an action', () => {
    for (const item of entries())
      expect(
        Boolean(item.click ?? item.role ?? item.submenu) || item.type === 'separator',
        item.label,
      ).toBe(true);
  });

  it('calls the action of each item of its own', () => {
    find('New window')?.click?.();
    find('New project…')?.click?.();
    find('Open project…')?.click?.();
    find('A && B – /a && b')?.click?.();
    find('Clear list')?.click?.();
    for (const action of ['newWindow', 'newProject', 'openProject', 'clearRecent'])
      expect(actions[action as 'newWindow'], action).toHaveBeenCalledOnce();
    expect(actions.openRecent).toHaveBeenCalledExactlyOnceWith('/a & b');
  });

  it('has every command of the window once, under its words, and sends it', () => {
    const items = entries().filter(({ id }) => id !== undefined);
    for (const item of items) item.click?.();
    const sent = actions.command.mock.calls.map(([command]) => command as string);
    const expected = windowCommandIds.filter((id) => !roles.includes(id));
    expect([...sent].sort()).toEqual([...expected].sort());
    for (const id of windowCommandIds) {
      const [word = '', ...rest] = windowCommands[id].label.split(': ').reverse();
      const short = `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
      const expected = rest.length > 0 ? short : windowCommands[id].label;
      expect(
        entries().some(({ label }) => label === expected),
        id,
      ).toBe(true);
    }
  });

  it('marks the choice that is in effect, which can be chosen like the others', () => {
    const themes = ['As the system', 'Light', 'Dark'].map((label) => find(label));
    expect(themes.map((item) => item?.type)).toEqual(['radio', 'radio', 'radio']);
    expect(themes.map((item) => item?.checked)).toEqual([false, false, true]);
  });

  it('has an access key of its own for each menu, and closes the window in one place', () => {
    const menus = buildMenuTemplate(usual).map(({ label }) => label ?? '');
    const keys = menus.map((label) => /&(\w)/.exec(label)?.[1]?.toLowerCase());
    expect(keys).not.toContain(undefined);
    expect(new Set(keys).size).toBe(menus.length);
    expect(entries().filter(({ role }) => role === 'close')).toHaveLength(1);
    const ofWindow = entries().find(({ role }) => role === 'windowMenu');
    expect(ofWindow?.submenu?.map(({ role }) => role)).toEqual(['minimize', 'zoom']);
  });

  it('shows the keys of the window without taking them from it', () => {
    for (const item of entries().filter(({ id }) => id !== undefined))
      expect(item.accelerator === undefined || item.registerAccelerator === false).toBe(true);
    expect(find('Undo')?.accelerator).toBe('CmdOrCtrl+Z');
    expect(find('Larger text')?.accelerator).toBe('CmdOrCtrl+Plus');
  });

  it('takes no plain key from the text that is typed, where macOS would', () => {
    expect(toAccelerator('C', true)).toBeUndefined();
    expect(toAccelerator('Delete', true)).toBeUndefined();
    expect(toAccelerator('F1', true)).toBe('F1');
    expect(toAccelerator('Mod++', true)).toBe('CmdOrCtrl+Plus');
    expect(toAccelerator('Alt+ArrowLeft', false)).toBe('Alt+Left');
  });

  it('enables what the window can do', () => {
    expect(find('Save the model')?.enabled).toBe(true);
    expect(find('Undo')?.enabled).toBe(false);
    expect(find('Open recent', { recent: [] })?.enabled).toBe(false);
  });

  it('adapts to the platform', () => {
    const rolesOf = (options: Partial<MenuOptions>) => entries(options).map(({ role }) => role);
    expect(rolesOf({ isMac: false })).toContain('quit');
    expect(rolesOf({ isMac: true })[0]).toBe('appMenu');
    expect(rolesOf({ isMac: true })).not.toContain('quit');
    expect(rolesOf({ isPackaged: true })).not.toContain('toggleDevTools');
    expect(rolesOf({ isPackaged: false })).toContain('toggleDevTools');
  });
});
