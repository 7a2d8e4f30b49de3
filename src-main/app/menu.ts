import type { MenuItemConstructorOptions } from 'electron';
import { menuLayout, type MenuEntry, type MenuName } from '#api/menu-layout';
import type { RecentProject } from '#api/types';
import { windowCommands, type WindowCommandId } from '#api/window-commands';
import { toAccelerator } from './accelerator';

/** The state that the menu shows, and the actions of its items. */
export interface MenuOptions {
  isMac: boolean;
  /** Whether the program is packaged. The developer tools are in the menu only if it is not. */
  isPackaged: boolean;
  recent: readonly RecentProject[];
  /** The commands that the focused window can do now. */
  enabled: ReadonlySet<WindowCommandId>;
  newWindow: () => void;
  newProject: () => void;
  openProject: () => void;
  openRecent: (directory: string) => void;
  clearRecent: () => void;
  command: (command: WindowCommandId) => void;
}

const maxRecentProjects = 10;
const separator = { type: 'separator' } as const;

/** What Electron does itself, in text fields too; on the canvas the window hears of it. */
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
    { role: 'windowMenu' },
    {
      role: 'help',
      submenu: [...itemsOf('Help'), ...(isMac ? [] : [separator, { role: 'about' } as const])],
    },
  ];
}

function buildEntry(entry: MenuEntry, options: MenuOptions): MenuItemConstructorOptions {
  if (typeof entry === 'object')
    return { label: entry.label, submenu: entry.items.map((id) => buildItem(id, options)) };
  return buildItem(entry, options);
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
