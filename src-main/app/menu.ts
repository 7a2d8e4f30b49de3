import type { MenuItemConstructorOptions } from 'electron';
import type { WindowCommand } from '#api/events';
import type { RecentProject } from '#api/types';

/** What the menu does, and what it shows. */
export interface MenuOptions {
  isMac: boolean;
  /** Tools for developers are for those who run the sources. */
  isPackaged: boolean;
  recent: readonly RecentProject[];
  /** Whether the window in front shows a project: its commands are grey otherwise. */
  hasProject: boolean;
  newWindow: () => void;
  newProject: () => void;
  openProject: () => void;
  openRecent: (directory: string) => void;
  clearRecent: () => void;
  command: (command: WindowCommand) => void;
  openPaper: () => void;
}

const shownRecent = 10;

/** The platform's menus. Undo and redo are the canvas's own: the platform's would only shadow them. */
export function menuTemplate(options: MenuOptions): MenuItemConstructorOptions[] {
  const { isMac, isPackaged } = options;
  /** The window hears these keys itself; shown here, they must not do the same again. */
  const inWindow = (
    label: string,
    command: WindowCommand,
    accelerator: string,
  ): MenuItemConstructorOptions => ({
    label,
    accelerator,
    registerAccelerator: false,
    enabled: options.hasProject,
    click: () => options.command(command),
  });
  const separator = { type: 'separator' } as const;
  return [
    ...(isMac ? [{ role: 'appMenu' } as const] : []),
    {
      label: '&File',
      submenu: [
        { label: 'New Window', accelerator: 'CmdOrCtrl+Shift+N', click: options.newWindow },
        separator,
        { label: 'New Project…', accelerator: 'CmdOrCtrl+N', click: options.newProject },
        { label: 'Open Project…', accelerator: 'CmdOrCtrl+O', click: options.openProject },
        recentMenu(options),
        separator,
        inWindow('Save Model', 'save', 'CmdOrCtrl+S'),
        separator,
        { role: 'close', label: 'Close Window', accelerator: 'CmdOrCtrl+W' },
        ...(isMac ? [] : [{ role: 'quit' } as const]),
      ],
    },
    {
      label: '&Edit',
      submenu: [{ role: 'cut' }, { role: 'copy' }, { role: 'paste' }, { role: 'selectAll' }],
    },
    {
      label: '&View',
      submenu: [
        inWindow('Build', 'build', 'CmdOrCtrl+1'),
        inWindow('Runs', 'runs', 'CmdOrCtrl+2'),
        inWindow('Compare', 'compare', 'CmdOrCtrl+3'),
        inWindow('Data Sets', 'data', 'CmdOrCtrl+4'),
        inWindow('Settings', 'settings', 'CmdOrCtrl+5'),
        separator,
        inWindow('Command Palette…', 'palette', 'CmdOrCtrl+K'),
        separator,
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        separator,
        { role: 'togglefullscreen' },
        ...(isPackaged ? [] : [{ role: 'toggleDevTools' } as const]),
      ],
    },
    { label: '&Run', submenu: [inWindow('Run Model', 'run', 'CmdOrCtrl+Enter')] },
    { role: 'windowMenu' },
    {
      role: 'help',
      submenu: [
        { label: 'The Paper (arXiv 1608.05343)', click: options.openPaper },
        ...(isMac ? [] : [separator, { role: 'about' } as const]),
      ],
    },
  ];
}

function recentMenu({
  recent,
  openRecent,
  clearRecent,
}: Pick<MenuOptions, 'recent' | 'openRecent' | 'clearRecent'>): MenuItemConstructorOptions {
  const projects = recent.slice(0, shownRecent).map(({ name, directory }) => ({
    // An ampersand would mark a key.
    label: `${name} – ${directory}`.replaceAll('&', '&&'),
    click: () => openRecent(directory),
  }));
  return {
    label: 'Open Recent',
    enabled: projects.length > 0,
    submenu: [...projects, { type: 'separator' }, { label: 'Clear List', click: clearRecent }],
  };
}
