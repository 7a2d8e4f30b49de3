import { beforeEach, describe, expect, it, vi } from 'vitest';
import { denyPermissions, openExternally, openWindow } from '../../../src-main/app/open-window';
import type { AppSettings } from '../../../src-main/app/settings';
import { preventable, resetElectron, session, shell, type BrowserWindow } from './fake-electron';

vi.mock('electron', () => import('./fake-electron'));
beforeEach(resetElectron);

const page = 'app://workbench/';
const stored: Record<string, unknown> = { windowBounds: null };
const settings = {
  get: (key: string) => stored[key],
  set: (key: string, value: unknown) => (stored[key] = value),
} as unknown as AppSettings;

function open(view?: string): BrowserWindow {
  return openWindow(settings, page, '/preload.cjs', view) as unknown as BrowserWindow;
}

describe('a window', () => {
  it('is isolated, sandboxed and without Node', () => {
    expect(open().options.webPreferences).toMatchObject({
      preload: '/preload.cjs',
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webviewTag: false,
    });
  });

  it('keeps the secure defaults of Electron', () => {
    const preferences = Object.keys(open().options.webPreferences as object);
    for (const loose of ['webSecurity', 'allowRunningInsecureContent', 'experimentalFeatures'])
      expect(preferences).not.toContain(loose);
  });

  it('cannot open other windows', () => {
    const { openHandler } = open().webContents;
    for (const url of [`${page}`, 'about:blank', 'https://example.com/', 'file:///etc/passwd', ''])
      expect(openHandler?.({ url }), url).toEqual({ action: 'deny' });
  });

  it('cannot navigate to another page', () => {
    const { webContents } = open();
    const go = (url: string): boolean => {
      const event = preventable({ url });
      webContents.emit('will-frame-navigate', event);
      return !event.prevented;
    };
    for (const url of [
      'https://example.com/',
      'http://127.0.0.1:4180/',
      'file:///etc/passwd',
      'app://workbench/other.html',
      'app://other/',
      'data:text/html,x',
      'javascript:alert(1)',
    ])
      expect(go(url), url).toBe(false);
    expect(go(page)).toBe(true);
    expect(go(`${page}#runs`)).toBe(true);
  });

  it('cannot attach a web view', () => {
    const event = preventable();
    open().webContents.emit('will-attach-webview', event);
    expect(event.prevented).toBe(true);
  });

  it('saves its bounds, and a further window is offset', () => {
    open('runs').close();
    expect(stored.windowBounds).toEqual({ x: 1, y: 2, width: 3, height: 4 });
    stored.windowBounds = { x: 10, y: 10, width: 1000, height: 700 };
    expect(open().options).toMatchObject({ x: 10, y: 10, width: 1000 });
    expect(open().options).toMatchObject({ x: 34, y: 34, width: 1000 });
    stored.windowBounds = { x: 5000, y: 10, width: 1000, height: 700 };
    expect(open().options.x).toBeUndefined();
    expect(open('runs').loaded).toBe('app://workbench/#runs');
  });
});

describe('links', () => {
  it('open in the default browser only if they are https', () => {
    for (const address of [
      'http://example.com/',
      'file:///etc/passwd',
      'javascript:alert(1)',
      'smb://server/share',
      'ms-msdt:/id',
      'https:',
      '',
    ])
      openExternally(address);
    open().webContents.openHandler?.({ url: 'vbscript:x' });
    expect(shell.openExternal).not.toHaveBeenCalled();
    open().webContents.openHandler?.({ url: 'https://example.com/paper' });
    expect(shell.openExternal).toHaveBeenCalledExactlyOnceWith('https://example.com/paper');
  });
});

describe('permissions', () => {
  it('are denied for requests and checks, except for the clipboard and the whole screen', () => {
    denyPermissions();
    const { request, check } = session.defaultSession;
    for (const permission of ['media', 'geolocation', 'notifications', 'usb']) {
      const answer = vi.fn();
      request?.(null, permission, answer);
      expect(answer, permission).toHaveBeenCalledExactlyOnceWith(false);
      expect(check?.(null, permission, answer), permission).toBe(false);
    }
    for (const permission of ['clipboard-read', 'clipboard-sanitized-write', 'fullscreen']) {
      const answer = vi.fn();
      request?.(null, permission, answer);
      expect(answer, permission).toHaveBeenCalledExactlyOnceWith(true);
      expect(check?.(null, permission, answer), permission).toBe(true);
    }
  });
});
