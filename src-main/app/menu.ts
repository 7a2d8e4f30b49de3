import type { MenuItemConstructorOptions } from 'electron';
import type { WindowCommand } from '#api/events';
import type { RecentProject } from '#api/types';

/** The state that the menu shows, and the actions of its items. */
export interface MenuOptions {
  isMac: boolean;
  /** Whether the program is packaged. The developer tools are in the menu only if it is not. */
  isPackaged: boolean;
  recent: readonly RecentProject[];
  /** Whether the focused window shows a project. If not, its commands are disabled. */
  hasProject: boolean;
  newWindow: () => void;
  newProject: () => void;
  openProject: () => void;
  openRecent: (directory: string) => void;
  clearRecent: () => void;
  command: (command: WindowCommand) => void;
  openPaper: () => void;
}

const maxRecentProjects = 10;

/** The native menu. Undo and redo are missing: they would intercept the shortcuts of the canvas. */
export function buildMenuTemplate(options: MenuOptions): MenuItemConstructorOptions[] {
  const { isMac, isPackaged } = options;
  /** The window handles these shortcuts. The menu shows them without registering them a second time. */
  const windowCommandItem = (
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
        buildRecentMenu(options),
        separator,
        windowCommandItem('Save Model', 'save', 'CmdOrCtrl+S'),
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
        windowCommandItem('Build', 'build', 'CmdOrCtrl+1'),
        windowCommandItem('Runs', 'runs', 'CmdOrCtrl+2'),
        windowCommandItem('Studies', 'studies', 'CmdOrCtrl+3'),
        windowCommandItem('Compare', 'compare', 'CmdOrCtrl+4'),
        windowCommandItem('Data Sets', 'data', 'CmdOrCtrl+5'),
        windowCommandItem('Settings', 'settings', 'CmdOrCtrl+6'),
        separator,
        windowCommandItem('Command Palette…', 'palette', 'CmdOrCtrl+K'),
        separator,
        windowCommandItem('Larger Text', 'largerText', 'CmdOrCtrl+Plus'),
        windowCommandItem('Smaller Text', 'smallerText', 'CmdOrCtrl+-'),
        windowCommandItem('Usual Text Size', 'usualText', 'CmdOrCtrl+0'),
        separator,
        { role: 'togglefullscreen' },
        ...(isPackaged ? [] : [{ role: 'toggleDevTools' } as const]),
      ],
    },
    { label: '&Run', submenu: [windowCommandItem('Run Model', 'run', 'CmdOrCtrl+Enter')] },
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

function buildRecentMenu({
  recent,
  openRecent,
  clearRecent,
}: Pick<MenuOptions, 'recent' | 'openRecent' | 'clearRecent'>): MenuItemConstructorOptions {
  const projects = recent.slice(0, maxRecentProjects).map(({ name, directory }) => ({
    // A single ampersand would mark an access key.
    label: `${name} – ${directory}`.replaceAll('&', '&&'),
    click: () => openRecent(directory),
  }));
  return {
    label: 'Open Recent',
    enabled: projects.length > 0,
    submenu: [...projects, { type: 'separator' }, { label: 'Clear List', click: clearRecent }],
  };
}
