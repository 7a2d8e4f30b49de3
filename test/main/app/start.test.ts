import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Envelope } from '#api/envelope';
import type { WorkbenchEvent } from '#api/events';
import type { Project } from '#api/types';
import {
  app,
  BrowserWindow,
  dialog,
  handled,
  Menu,
  resetElectron,
  served,
  session,
  type Item,
} from './fake-electron';

vi.mock('electron', () => import('./fake-electron'));
vi.mock('electron-store', () => ({
  default: class {
    #values: Record<string, unknown>;
    #listeners: ((value: unknown) => void)[] = [];
    constructor({ defaults }: { defaults: Record<string, unknown> }) {
      this.#values = { ...defaults };
    }
    get(key: string): unknown {
      return this.#values[key];
    }
    set(key: string, value: unknown): void {
      this.#values[key] = value;
      if (key === 'recent') for (const listener of this.#listeners) listener(value);
    }
    onDidChange(_: string, listener: (value: unknown) => void): void {
      this.#listeners.push(listener);
    }
  },
}));

let folder: string;
const printing = { warn: console.warn, error: console.error };
beforeEach(async () => {
  resetElectron();
  app.appPath = fileURLToPath(new URL('../../../', import.meta.url));
  folder = await mkdtemp(join(tmpdir(), 'dni-shell-'));
  vi.stubEnv('DNI_WORKBENCH_PROJECTS', join(folder, 'projects'));
  vi.stubEnv('ELECTRON_RENDERER_URL', 'http://example.com/');
  vi.stubEnv('DNI_WORKBENCH_RUNTIME', undefined);
  Object.assign(process, { resourcesPath: join(folder, 'resources') });
  vi.spyOn(process, 'argv', 'get').mockReturnValue(['electron', app.appPath]);
});
afterEach(async () => {
  // The log of the program listens to what is printed.
  Object.assign(console, printing);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'uncaughtExceptionMonitor'])
    process.removeAllListeners(signal);
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  await rm(folder, { recursive: true });
});

const windows = (): BrowserWindow[] => BrowserWindow.all;
const until = (fits: () => boolean): Promise<unknown> => vi.waitUntil(fits, { timeout: 60_000 });

let starts = 0;
/** Runs the entry module again with the same fake Electron. */
async function run(): Promise<void> {
  starts += 1;
  const entry = `../../../src-main/app/index?${starts}`;
  await import(entry);
}
/** Starts the program and waits for its window and its initial project. */
async function start(): Promise<void> {
  await run();
  await until(() => windows().length === 1);
  await shown(windows()[0]);
  windows()[0]?.focus();
}
function later(...args: string[]): void {
  app.emit('second-instance', {}, ['electron', app.appPath, ...args], folder);
}
async function ask(window: BrowserWindow | undefined, name: string, input: object = {}) {
  const senderFrame = { url: 'app://workbench/', parent: null };
  const event = { sender: window?.webContents, senderFrame };
  return (await handled.get('command')?.(event, name, input)) as Envelope;
}
async function shown(window: BrowserWindow | undefined): Promise<Project | null> {
  const envelope = await ask(window, 'projects.current');
  if (!envelope.ok) throw new Error(envelope.error.message);
  return envelope.result as Project | null;
}
/** The events that a window was sent, but for those of the queue, which is that of all projects. */
const sent = (window: BrowserWindow | undefined): WorkbenchEvent[] =>
  ((window?.webContents.sent ?? []) as WorkbenchEvent[]).filter(
    ({ event }) => event !== 'queue.changed',
  );
function find(label: string, items = Menu.shown): Item | undefined {
  for (const item of items) {
    const found = item.label === label ? item : find(label, item.submenu ?? []);
    if (found) return found;
  }
  return undefined;
}
function choose(label: string): void {
  const item = find(label);
  if (!item?.click) throw new Error(`There is no entry ${label}.`);
  item.click();
}

describe('the first start', () => {
  it('shows the sample project in a secured window with the packaged page', async () => {
    await start();
    expect(await shown(windows()[0])).toMatchObject({ name: 'Sample' });
    expect(process.env.DNI_WORKBENCH_RUNTIME).toBe(join(folder, 'resources', 'runtime'));
    // A packaged program ignores the variable of `electron-vite dev`.
    expect(windows()[0]?.loaded).toBe('app://workbench/');
    expect(session.defaultSession.request).not.toBeNull();
    expect([...served.keys()]).toEqual(['app']);
    expect([...handled.keys()].sort()).toEqual(['command', 'dropped']);
    const info = await ask(windows()[0], 'app.info');
    expect(info).toMatchObject({ ok: true, result: { host: 'electron' } });
  });

  it('opens or creates the project of the command line', async () => {
    vi.spyOn(process, 'argv', 'get').mockReturnValue([
      'electron',
      app.appPath,
      `--project=${join(folder, 'named')}`,
    ]);
    await start();
    expect(await shown(windows()[0])).toMatchObject({ directory: join(folder, 'named') });
  });

  it('exits with an error message if the project cannot be opened', async () => {
    const path = join(folder, 'nothing');
    vi.spyOn(process, 'argv', 'get').mockReturnValue(['electron', app.appPath, path]);
    await run();
    await until(() => app.ended !== null);
    expect(app.ended).toBe(1);
    expect(dialog.showErrorBox.mock.calls[0]?.[1]).toContain(`There is no folder '${path}'`);
  });
});

describe('a second instance', () => {
  it('quits at once', async () => {
    app.locked = false;
    await run();
    expect(app.ended).toBe('quit');
    expect(windows()).toHaveLength(0);
  });

  it('brings the first instance to the front or opens its project there', async () => {
    await start();
    const front = vi.fn();
    windows()[0]?.on('show', front);
    later();
    await until(() => front.mock.calls.length === 1);
    expect(windows()).toHaveLength(1);

    later('--project=second');
    await until(() => windows().length === 2);
    expect(await shown(windows()[1])).toMatchObject({ directory: join(folder, 'second') });

    // Both projects are already open; the sample is named by another path.
    later('--project=second');
    await until(() => windows()[1]?.focused === true);
    later(join(folder, 'projects', 'Sample', 'project.json'));
    await until(() => windows()[0]?.focused === true);
    expect(windows()).toHaveLength(2);
  });

  it('shows a file in the window in front, once its page hears of it', async () => {
    await start();
    const [window] = windows();
    if (window) window.webContents.loading = true;
    later('seeds.dni.zip');
    await until(() => window?.webContents.listenerCount('did-finish-load') === 1);
    expect(sent(window)).toEqual([]);
    window?.webContents.emit('did-finish-load');
    await until(() => sent(window).length > 0);
    const path = join(folder, 'seeds.dni.zip');
    expect(sent(window)).toEqual([{ event: 'file.opened', payload: { path } }]);
    expect(windows()).toHaveLength(1);
  });

  it('shows an error message if the project does not exist', async () => {
    await start();
    later('nothing');
    await until(() => dialog.showMessageBox.mock.calls.length === 1);
    expect(dialog.showMessageBox.mock.calls.flat()).toMatchObject([
      { type: 'error', message: expect.stringContaining('There is no folder') as string },
    ]);
    expect(windows()).toHaveLength(1);
  });
});

describe('windows', () => {
  it('receive events of their own project only', async () => {
    await start();
    later('--project=second');
    await until(() => windows().length === 2);
    const [sample, second] = windows();
    const spec: unknown = JSON.parse(
      await readFile(join(app.appPath, 'resources/templates/mnist-none.json'), 'utf8'),
    );
    const projectId = (await shown(second))?.id;
    expect(await ask(second, 'models.save', { projectId, spec })).toMatchObject({ ok: true });
    expect(sent(second)).toMatchObject([{ event: 'project.changed', payload: { projectId } }]);
    expect(sent(sample)).toEqual([]);
    expect(await ask(sample, 'models.list', { projectId })).toMatchObject({
      ok: false,
      error: { kind: 'notFound' },
    });
  });

  it('without a project are used for the next one that is opened', async () => {
    await start();
    choose('New window');
    await until(() => windows().length === 2);
    const [, empty] = windows();
    empty?.focus();
    expect(await shown(empty)).toBeNull();
    dialog.showSaveDialog.mockResolvedValueOnce({ filePath: join(folder, 'My study') });
    choose('New project…');
    await until(() => sent(empty).length > 0);
    expect(sent(empty)).toMatchObject([
      { event: 'project.opened', payload: { project: { name: 'My study' } } },
    ]);
    expect(await shown(empty)).toMatchObject({ name: 'My study' });
    expect(windows()).toHaveLength(2);
  });

  it('release their project when they are closed', async () => {
    await start();
    choose('New window');
    await until(() => windows().length === 2);
    windows()[0]?.close();
    const [left] = windows();
    left?.focus();
    choose(`Sample – ${join(folder, 'projects', 'Sample')}`);
    await until(() => sent(left).length > 0);
    expect(await shown(left)).toMatchObject({ name: 'Sample' });
  });

  it('may use only paths chosen in their dialog', async () => {
    await start();
    const [window] = windows();
    const directory = join(folder, 'elsewhere');
    const create = () => ask(window, 'projects.create', { directory, name: 'Elsewhere' });
    expect(await create()).toMatchObject({ ok: false, error: { kind: 'unavailable' } });
    dialog.showOpenDialog.mockResolvedValueOnce({ filePaths: [directory] });
    expect(await ask(window, 'paths.choose', { kind: 'folder' })).toEqual({
      ok: true,
      result: directory,
    });
    expect(await create()).toMatchObject({ ok: true, result: { name: 'Elsewhere' } });
  });

  it('receive menu commands if they are focused, which only those can be that they can do', async () => {
    await start();
    const [window] = windows();
    expect(find('Save the model')?.enabled).toBe(false);
    await ask(window, 'menu.enable', { commands: ['save'], chosen: ['darkTheme'] });
    expect(find('Save the model')?.enabled).toBe(true);
    expect(find('Undo')?.enabled).toBe(false);
    expect(find('Dark')?.checked).toBe(true);
    choose('Save the model');
    expect(sent(window)).toEqual([{ event: 'menu.chosen', payload: { command: 'save' } }]);
  });
});
