/** A fake of the parts of Electron that src-main/app uses. */
import { EventEmitter } from 'node:events';
import { vi } from 'vitest';

type Handler = (event: unknown, ...args: unknown[]) => unknown;

/** An Electron event whose default action can be prevented. */
export interface Preventable {
  preventDefault: () => void;
  prevented: boolean;
}
export function preventable<T extends object>(more: T = {} as T): Preventable & T {
  const event = { prevented: false, preventDefault: (): void => undefined, ...more };
  event.preventDefault = () => {
    event.prevented = true;
  };
  return event;
}

/** What can be asked of a destroyed object; everything else throws, as in Electron. */
const answers = new Set<string | symbol>(['constructor', 'isDestroyed', ...eventMethods()]);

function eventMethods(): (string | symbol)[] {
  return Reflect.ownKeys(EventEmitter.prototype);
}

/** The object with methods that throw once it is destroyed. What it keeps for tests can be read. */
function throwsDestroyed<T extends { destroyed: boolean }>(object: T): T {
  return new Proxy(object, {
    get(target, name, proxy) {
      const value: unknown = Reflect.get(target, name, proxy);
      if (target.destroyed && typeof value === 'function' && !answers.has(name))
        throw new TypeError('Object has been destroyed');
      return value;
    },
  });
}

let contents = 0;

export class FakeContents extends EventEmitter {
  destroyed = false;
  constructor() {
    super();
    return throwsDestroyed(this);
  }
  isDestroyed(): boolean {
    return this.destroyed;
  }
  destroy(): void {
    this.destroyed = true;
    this.emit('destroyed');
  }
  readonly id = ++contents;
  readonly sent: unknown[] = [];
  isLoading(): boolean {
    return this.loading;
  }
  loading = false;
  openHandler: ((details: { url: string }) => { action: string }) | null = null;
  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.openHandler = handler;
  }
  send(channel: string, event: unknown): void {
    if (channel === 'event') this.sent.push(event);
  }
}

function needsPage({ webContents }: BrowserWindow, call: string): void {
  if (webContents.destroyed) BrowserWindow.crashes.push(call);
}

export class BrowserWindow extends EventEmitter {
  static all: BrowserWindow[] = [];
  static getAllWindows(): BrowserWindow[] {
    return BrowserWindow.all;
  }
  readonly webContents = new FakeContents();
  focused = false;
  minimized = false;
  destroyed = false;
  progress = -1;
  loaded = '';
  /** What in Electron would have ended the program: calls between the end of the page and that of its window. */
  static crashes: string[] = [];
  constructor(readonly options: Record<string, unknown>) {
    super();
    const window = throwsDestroyed(this);
    BrowserWindow.all.push(window);
    return window;
  }
  loadURL(url: string): Promise<void> {
    this.loaded = url;
    return Promise.resolve();
  }
  show(): void {
    needsPage(this, 'show');
    this.emit('show');
  }
  focus(): void {
    needsPage(this, 'focus');
    for (const window of BrowserWindow.all) window.focused = window === this;
    this.emit('focus');
  }
  restore(): void {
    this.minimized = false;
  }
  isFocused(): boolean {
    return this.focused;
  }
  isMinimized(): boolean {
    return this.minimized;
  }
  isDestroyed(): boolean {
    return this.destroyed;
  }
  getNormalBounds(): object {
    return { x: 1, y: 2, width: 3, height: 4 };
  }
  setProgressBar(fraction: number): void {
    this.progress = fraction;
  }
  /** Closes the window as the button in its title bar does. */
  close(): void {
    const event = preventable();
    this.emit('close', event);
    if (event.prevented) return;
    this.webContents.destroy();
    this.destroyed = true;
    BrowserWindow.all = BrowserWindow.all.filter((window) => window !== this);
    this.emit('closed');
    if (BrowserWindow.all.length === 0) app.emit('window-all-closed');
  }
}

class FakeApp extends EventEmitter {
  isPackaged = true;
  locked = true;
  ended: 'quit' | number | null = null;
  readonly requestSingleInstanceLock = (): boolean => this.locked;
  readonly whenReady = (): Promise<void> => Promise.resolve();
  readonly isReady = (): boolean => true;
  appPath = '/program';
  readonly getAppPath = (): string => this.appPath;
  readonly getPath = (name: string): string => `/none/${name}`;
  readonly addRecentDocument = vi.fn();
  readonly clearRecentDocuments = vi.fn();
  quit(): void {
    const event = preventable();
    this.emit('before-quit', event);
    if (event.prevented) return;
    for (const window of BrowserWindow.all) window.close();
    if (BrowserWindow.all.length === 0) this.ended = 'quit';
  }
  exit(code: number): void {
    this.ended = code;
  }
}
export const app = new FakeApp();

export const handled = new Map<string, Handler>();
export const ipcMain = {
  handle: (channel: string, handler: Handler): void => void handled.set(channel, handler),
};

export const ipcRenderer = Object.assign(new EventEmitter(), {
  invoke: vi.fn((...args: unknown[]): Promise<unknown> => Promise.resolve(args)),
});
export const exposed: Record<string, Record<string, unknown>> = {};
export const contextBridge = {
  exposeInMainWorld: (name: string, api: Record<string, unknown>): void => {
    exposed[name] = api;
  },
};
export const webFrame = { setZoomFactor: vi.fn() };
export const webUtils = {
  getPathForFile: (file: { real?: string }): string => file.real ?? '',
};

export const dialog = {
  showOpenDialog: vi.fn(() => Promise.resolve({ filePaths: [] as string[] })),
  showSaveDialog: vi.fn(() => Promise.resolve({ filePath: '' })),
  showMessageBox: vi.fn(() => Promise.resolve({ response: 1 })),
  showErrorBox: vi.fn(),
};

type Judge = (contents: unknown, permission: string, answer: (may: boolean) => void) => boolean;
export const session = {
  defaultSession: {
    request: null as Judge | null,
    check: null as Judge | null,
    setPermissionRequestHandler(judge: Judge): void {
      this.request = judge;
    },
    setPermissionCheckHandler(judge: Judge): void {
      this.check = judge;
    },
  },
};

export const shell = { openExternal: vi.fn(() => Promise.resolve()) };
export const screen = {
  getDisplayMatching: (): object => ({ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }),
};

export const schemes: { scheme: string; privileges: Record<string, boolean> }[] = [];
export const served = new Map<string, (request: Request) => Promise<Response>>();
export const protocol = {
  registerSchemesAsPrivileged: (list: typeof schemes): void => void schemes.push(...list),
  handle: (scheme: string, handler: (request: Request) => Promise<Response>): void =>
    void served.set(scheme, handler),
};
export const net = {
  fetch: vi.fn((url: string) => Promise.resolve(new Response(`the file ${url}`))),
};

export interface Item {
  id?: string;
  label?: string;
  role?: string;
  type?: string;
  accelerator?: string;
  registerAccelerator?: boolean;
  enabled?: boolean;
  checked?: boolean;
  click?: () => void;
  submenu?: Item[];
}
function allItems(items: readonly Item[]): Item[] {
  return items.flatMap((item) => [item, ...allItems(item.submenu ?? [])]);
}

export const Menu = {
  shown: [] as Item[],
  getApplicationMenu: (): { getMenuItemById: (id: string) => Item | null } => ({
    getMenuItemById: (id: string): Item | null =>
      allItems(Menu.shown).find((item) => item.id === id) ?? null,
  }),
  buildFromTemplate: (template: Item[]): Item[] => template,
  setApplicationMenu(template: Item[]): void {
    Menu.shown = template;
  },
};

export class Notification extends EventEmitter {
  static shown: Notification[] = [];
  static isSupported(): boolean {
    return true;
  }
  constructor(readonly options: { title: string; body: string }) {
    super();
  }
  show(): void {
    Notification.shown.push(this);
  }
}

export const powerSaveBlocker = {
  started: new Map<number, string>(),
  start(kind: string): number {
    this.started.set(7, kind);
    return 7;
  },
  stop(id: number): void {
    this.started.delete(id);
  },
};

/** A training process that does nothing. */
export const utilityProcess = {
  fork: vi.fn(() =>
    Object.assign(new EventEmitter(), { pid: 4711, stderr: null, postMessage: vi.fn() }),
  ),
};

/** Resets the state to that before the first test. */
export function resetElectron(): void {
  BrowserWindow.all = [];
  BrowserWindow.crashes = [];
  Notification.shown = [];
  app.removeAllListeners();
  Object.assign(app, { ended: null, locked: true, isPackaged: true });
  handled.clear();
  vi.clearAllMocks();
}
