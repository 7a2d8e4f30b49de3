import { BrowserWindow, screen, session, shell, type Rectangle } from 'electron';
import { localesArgument } from '#api/system-locales';
import { isLive } from './live-window';
import { saveSetting } from './save-setting';
import type { AppSettings } from './settings';
import { systemLocales } from './system-locale';

/** Offset of each further window to the right and down, in pixels. */
const cascadePixels = 24;

/**
 * Opens a window with context isolation, a sandbox and no Node. It cannot navigate to another page,
 * open windows or request permissions. https links open in the default browser. `view`: the name of
 * the view that the window shows first.
 */
export function openWindow(
  settings: AppSettings,
  page: string,
  preload: string,
  view?: string,
): BrowserWindow {
  const window = new BrowserWindow({
    minWidth: 960,
    minHeight: 600,
    ...visibleBounds(cascadedBounds(settings.get('windowBounds'))),
    show: false,
    title: 'DNI Workbench',
    webPreferences: {
      preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
      additionalArguments: [localesArgument(systemLocales())],
    },
  });
  window.once('ready-to-show', () => {
    if (isLive(window)) window.show();
  });
  window.on('close', () =>
    saveSetting('windowBounds', () => settings.set('windowBounds', window.getNormalBounds())),
  );

  const { webContents } = window;
  webContents.setWindowOpenHandler(({ url }) => {
    openExternally(url);
    return { action: 'deny' };
  });
  webContents.on('will-frame-navigate', (event) => {
    // On a reload, the address still has the name of the view after '#'.
    if (event.url.split('#')[0] === page) return;
    event.preventDefault();
    openExternally(event.url);
  });
  webContents.on('will-attach-webview', (event) => event.preventDefault());
  void window.loadURL(view === undefined ? page : `${page}#${view}`);
  return window;
}

/** Menus of the window copy and paste; a presentation has the whole screen. */
const allowedPermissions = ['clipboard-read', 'clipboard-sanitized-write', 'fullscreen'];

/** Denies all permissions (camera, location, notifications ...) except those of the window's own menus and modes. */
export function denyPermissions(): void {
  session.defaultSession.setPermissionRequestHandler((_contents, permission, answer) =>
    answer(allowedPermissions.includes(permission)),
  );
  session.defaultSession.setPermissionCheckHandler((_contents, permission) =>
    allowedPermissions.includes(permission),
  );
}

/** Opens an https address in the default browser. Other addresses are ignored. */
export function openExternally(address: string): void {
  if (URL.canParse(address) && new URL(address).protocol === 'https:')
    void shell.openExternal(address);
}

/** The saved bounds, moved by one offset for each open window. */
function cascadedBounds(bounds: Rectangle | null): Rectangle | null {
  const offset = cascadePixels * BrowserWindow.getAllWindows().length;
  return bounds && { ...bounds, x: bounds.x + offset, y: bounds.y + offset };
}

/** The saved bounds if they are on a connected screen, else the default size. */
function visibleBounds(bounds: Rectangle | null): Partial<Rectangle> {
  const defaultSize = { width: 1440, height: 900 };
  if (bounds === null) return defaultSize;
  const { workArea } = screen.getDisplayMatching(bounds);
  const isOnScreen =
    bounds.x < workArea.x + workArea.width &&
    bounds.x + bounds.width > workArea.x &&
    bounds.y >= workArea.y &&
    bounds.y < workArea.y + workArea.height;
  return isOnScreen ? bounds : defaultSize;
}
