import type { MenuItemConstructorOptions } from 'electron';
import { menuLayout, type MenuEntry, type MenuName } from '#api/menu-layout';
import type { RecentProject } from '#api/types';
import { windowCommands, type WindowCommandId } from '#api/window-commands';
import { capitalize } from '#spec/letter-case';
import { toAccelerator } from './accelerator';

/** What the menu shows of the focused window. */
export interface MenuState {
  /** The commands that the window can do now. */
  enabled: ReadonlySet<WindowCommandId>;
  /** Those that are in effect, of a submenu that is a choice. */
  chosen: ReadonlySet<WindowCommandId>;
}

/** The state that the menu shows, and the actions of its items. */
export interface MenuOptions extends MenuState {
  isMac: boolean;
  /** Whether the program is packaged. The developer tools are in the menu only if it is not. */
  isPackaged: boolean;
  recent: readonly RecentProject[];
  newWindow: () => void;
  newProject: () => void;
  openProject: () => void;
  openRecent: (directory: string) => void;
  clearRecent: () => void;
  command: (command: WindowCommandId) => void;
}

const maxRecentProjects = 10;
const separator = { type: 'separator' } as const;

/** What Electron does itself, in text fields too; the canvas handles the events of the clipboard. */
const roles: Partial<Record<WindowCommandId, 'cut' | 'copy' | 'paste'>> = {
  cut: 'cut',
  copy: 'copy',
  paste: 'paste',
};

/** The native menu: every command of the catalogue, between those of windows and projects. */
export function buildMenuTemplate(options: MenuOptions): MenuItemConstructorOptions[] {
  const { isMac, isPackaged } = options;
  const itemsOf = (name: MenuName): MenuItemConstructorOptions[] =>
    menuLayout[name].flatMap((group, index) => [
      ...(index > 0 ? [separator] : []),
      ...group.map((entry) => buildEntry(entry, options)),
    ]);
  return [
    ...(isMac ? [{ role: 'appMenu' } as const] : []),
    {
      label: '&File',
      submenu: [
        { label: 'New window', accelerator: 'CmdOrCtrl+Shift+N', click: options.newWindow },
        separator,
        { label: 'New project…', accelerator: 'CmdOrCtrl+N', click: options.newProject },
        { label: 'Open project…', accelerator: 'CmdOrCtrl+O', click: options.openProject },
        buildRecentMenu(options),
        separator,
        ...itemsOf('File'),
        separator,
        { role: 'close', label: 'Close window', accelerator: 'CmdOrCtrl+W' },
        ...(isMac ? [] : [{ role: 'quit' } as const]),
      ],
    },
    { label: '&Edit', submenu: itemsOf('Edit') },
    { label: '&Model', submenu: itemsOf('Model') },
    { label: '&Canvas', submenu: itemsOf('Canvas') },
    { label: '&Run', submenu: itemsOf('Run') },
    { label: '&Study', submenu: itemsOf('Study') },
    { label: 'C&omparison', submenu: itemsOf('Comparison') },
    {
      label: '&View',
      submenu: [
        ...itemsOf('View'),
        separator,
        { role: 'togglefullscreen', label: 'Full screen' },
        ...(isPackaged ? [] : [{ role: 'toggleDevTools' } as const]),
      ],
    },
    {
      role: 'windowMenu',
      label: '&Window',
      // To close the window is in the menu File.
      submenu: [
        { role: 'minimize' },
        { role: 'zoom' },
        ...(isMac ? [separator, { role: 'front' } as const] : []),
      ],
    },
    {
      role: 'help',
      label: '&Help',
      submenu: [...itemsOf('Help'), ...(isMac ? [] : [separator, { role: 'about' } as const])],
    },
  ];
}

function buildEntry(entry: MenuEntry, options: MenuOptions): MenuItemConstructorOptions {
  if (typeof entry !== 'object') return buildItem(entry, options);
  const { label, items, commonStart = '', isChoice = false } = entry;
  return {
    label,
    submenu: items.map((id) => {
      const item = buildItem(id, options);
      const own = capitalize(windowCommands[id].label.slice(commonStart.length));
      return {
        ...item,
        label: asMenuLabel(own),
        ...(isChoice ? { type: 'radio' as const, checked: options.chosen.has(id) } : {}),
      };
    }),
  };
}

/** The window handles the keys. The menu shows them without registering them a second time. */
function buildItem(id: WindowCommandId, options: MenuOptions): MenuItemConstructorOptions {
  const { label, keys } = windowCommands[id];
  const role = roles[id];
  if (role) return { role, label };
  const accelerator = keys && toAccelerator(keys[0], options.isMac);
  return {
    id,
    label: asMenuLabel(label),
    ...(accelerator === undefined ? {} : { accelerator, registerAccelerator: false }),
    enabled: options.enabled.has(id),
    click: () => options.command(id),
  };
}

/** A single ampersand would mark an access key. */
const asMenuLabel = (text: string): string => text.replaceAll('&', '&&');

function buildRecentMenu({
  recent,
  openRecent,
  clearRecent,
}: Pick<MenuOptions, 'recent' | 'openRecent' | 'clearRecent'>): MenuItemConstructorOptions {
  const projects = recent.slice(0, maxRecentProjects).map(({ name, directory }) => ({
    label: asMenuLabel(`${name} – ${directory}`),
    click: () => openRecent(directory),
  }));
  return {
    label: 'Open recent',
    enabled: projects.length > 0,
    submenu: [...projects, separator, { label: 'Clear list', click: clearRecent }],
  };
}
