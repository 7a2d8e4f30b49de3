import { describe, expect, it, vi } from 'vitest';
import { windowCommands } from '#api/events';
import { buildMenuTemplate, type MenuOptions } from '../../../src-main/app/menu';
import type { Item } from './fake-electron';

const actions = {
  newWindow: vi.fn(),
  newProject: vi.fn(),
  openProject: vi.fn(),
  openRecent: vi.fn(),
  clearRecent: vi.fn(),
  command: vi.fn(),
  openPaper: vi.fn(),
};
const usual: MenuOptions = {
  isMac: false,
  isPackaged: true,
  recent: [{ directory: '/a & b', name: 'A & B', opened: '' }],
  hasProject: true,
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

describe('the menu', () => {
  it('has no item without an action', () => {
    for (const item of entries())
      expect(
        Boolean(item.click ?? item.role ?? item.submenu) || item.type === 'separator',
        item.label,
      ).toBe(true);
  });

  it('calls the action of each item', () => {
    find('New Window')?.click?.();
    find('New Project…')?.click?.();
    find('Open Project…')?.click?.();
    find('A && B – /a && b')?.click?.();
    find('Clear List')?.click?.();
    find('The Paper (arXiv 1608.05343)')?.click?.();
    for (const action of ['newWindow', 'newProject', 'openProject', 'clearRecent', 'openPaper'])
      expect(actions[action as 'newWindow'], action).toHaveBeenCalledOnce();
    expect(actions.openRecent).toHaveBeenCalledExactlyOnceWith('/a & b');
  });

  it('sends every window command and does not register its shortcut', () => {
    const ofWindow = entries().filter((item) => item.registerAccelerator === false);
    for (const item of ofWindow) item.click?.();
    const commands = actions.command.mock.calls.map(([command]) => command as string);
    expect(commands.toSorted()).toEqual([...windowCommands].sort());
  });

  it('has no duplicate shortcuts', () => {
    for (const isMac of [true, false]) {
      const keys = entries({ isMac }).flatMap(({ accelerator }) => accelerator ?? []);
      expect(new Set(keys).size).toBe(keys.length);
    }
  });

  it('enables window commands only if the window shows a project', () => {
    expect(find('Save Model')?.enabled).toBe(true);
    expect(find('Save Model', { hasProject: false })?.enabled).toBe(false);
    expect(find('Open Recent', { recent: [] })?.enabled).toBe(false);
  });

  it('adapts to the platform', () => {
    const roles = (options: Partial<MenuOptions>) => entries(options).map(({ role }) => role);
    expect(roles({ isMac: false })).toContain('quit');
    expect(roles({ isMac: true })[0]).toBe('appMenu');
    expect(roles({ isMac: true })).not.toContain('quit');
    expect(roles({ isPackaged: true })).not.toContain('toggleDevTools');
    expect(roles({ isPackaged: false })).toContain('toggleDevTools');
  });
});
