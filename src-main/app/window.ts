import { BrowserWindow, screen, session, shell, type Rectangle } from 'electron';
import type { AppSettings } from './settings';

/**
 * Opens the window: isolated, sandboxed, without Node; it cannot leave its page, open others, or ask
 * for a permission. https links open in the user's own browser.
 */
export function openWindow(settings: AppSettings, page: string, preload: string): BrowserWindow {
  const window = new BrowserWindow({
    minWidth: 960,
    minHeight: 600,
    ...visibleBounds(settings.get('windowBounds')),
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
  void window.loadURL(page);
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

function openOutside(address: string): void {
  if (URL.canParse(address) && new URL(address).protocol === 'https:')
    void shell.openExternal(address);
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
