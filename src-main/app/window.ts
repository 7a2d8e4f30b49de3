import { BrowserWindow, screen, session, shell, type Rectangle } from 'electron';
import type { AppSettings } from './settings';

/** Pixels by which a further window stands aside of the one before. */
const cascade = 24;

/**
 * Opens a window: isolated, sandboxed, without Node; it cannot leave its page, open others, or ask
 * for a permission. https links open in the user's own browser. `view`: the one it begins with.
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
    ...visibleBounds(aside(settings.get('windowBounds'))),
    show: false,
    title: 'DNI Workbench',
    webPreferences: {
      preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
    },
  });
  window.once('ready-to-show', () => window.show());
  window.on('close', () => settings.set('windowBounds', window.getNormalBounds()));

  const { webContents } = window;
  webContents.setWindowOpenHandler(({ url }) => {
    openOutside(url);
    return { action: 'deny' };
  });
  webContents.on('will-frame-navigate', (event) => {
    // Reloading keeps the view's name behind the '#'.
    if (event.url.split('#')[0] === page) return;
    event.preventDefault();
    openOutside(event.url);
  });
  webContents.on('will-attach-webview', (event) => event.preventDefault());
  void window.loadURL(view === undefined ? page : `${page}#${view}`);
  return window;
}

/** No page may use camera, place, notifications or anything else that is asked for. */
export function denyPermissions(): void {
  session.defaultSession.setPermissionRequestHandler((_contents, permission, answer) =>
    answer(permission === 'clipboard-sanitized-write'),
  );
  session.defaultSession.setPermissionCheckHandler(
    (_contents, permission) => permission === 'clipboard-sanitized-write',
  );
}

/** Opens a page in the user's browser, if it is one of the web's secure ones; nothing else. */
export function openOutside(address: string): void {
  if (URL.canParse(address) && new URL(address).protocol === 'https:')
    void shell.openExternal(address);
}

function aside(bounds: Rectangle | null): Rectangle | null {
  const by = cascade * BrowserWindow.getAllWindows().length;
  return bounds && { ...bounds, x: bounds.x + by, y: bounds.y + by };
}

/** The bounds of last time where a screen still shows them, else a good first size. */
function visibleBounds(bounds: Rectangle | null): Partial<Rectangle> {
  const first = { width: 1440, height: 900 };
  if (bounds === null) return first;
  const { workArea } = screen.getDisplayMatching(bounds);
  const shown =
    bounds.x < workArea.x + workArea.width &&
    bounds.x + bounds.width > workArea.x &&
    bounds.y >= workArea.y &&
    bounds.y < workArea.y + workArea.height;
  return shown ? bounds : first;
}
