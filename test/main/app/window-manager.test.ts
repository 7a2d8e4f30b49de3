import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { View } from '#service/create-service';
import type { WindowHost } from '#service/project-handlers';
import type { Project } from '#api/types';
import { WindowManager, type OpenProject } from '../../../src-main/app/window-manager';
import { BrowserWindow, resetElectron } from './fake-electron';

vi.mock('electron', () => import('./fake-electron'));

const project = { id: 'p', directory: '/p' } as Project;
const opening: OpenProject = (workspace) => {
  Object.assign(workspace, { current: project });
  return Promise.resolve(project);
};
const event = { event: 'project.opened', payload: { projectId: 'p', project } } as const;

let manager: WindowManager;
let hosts: WindowHost[];
/** How many views were closed. */
let closed: number;
const onChange = vi.fn();
const choosePath = vi.fn(() => Promise.resolve(null));

beforeEach(() => {
  resetElectron();
  hosts = [];
  closed = 0;
  onChange.mockReset();
  manager = new WindowManager({
    service: {
      openView(host = {}) {
        hosts.push(host);
        const close = (): void => void (closed += 1);
        const workspace = { current: null, open: () => Promise.resolve(null) };
        return { workspace, handlers: {}, close } as unknown as View;
      },
    },
    createWindow: () => new BrowserWindow({}) as unknown as Electron.BrowserWindow,
    onChange,
    choosePath,
    chooseNewPath: choosePath,
    showPath: () => undefined,
  });
});

async function openWindow(open?: OpenProject): Promise<BrowserWindow> {
  await manager.open(open);
  const window = BrowserWindow.all.at(-1);
  if (!window) throw new Error('There is no window.');
  return window;
}

/** Everything that the program may do with its windows at any time. */
async function useAll(): Promise<void> {
  manager.send(event);
  manager.sendCommand('undo');
  manager.showProgress(0.5);
  manager.focusAny();
  await manager.showFile('/a.dni.zip');
  await manager.showSubject(project, { runId: 'r' });
  for (const host of hosts) {
    host.bringToFront?.();
    host.showInMenu?.({ commands: ['undo'], chosen: [] });
    await host.choosePath?.({ kind: 'folder' });
  }
  expect(manager.isProjectFocused('p')).toBe(false);
}

describe('a window that is being closed', () => {
  // Electron ends the page first, and the window a moment later.
  const ends = {
    'whose page has ended': (window: BrowserWindow) => window.webContents.destroy(),
    'that is gone': (window: BrowserWindow) => window.close(),
  };
  for (const [name, end] of Object.entries(ends))
    it(`${name} is told and asked nothing`, async () => {
      const window = await openWindow(opening);
      window.focus();
      expect(manager.isProjectFocused('p')).toBe(true);
      end(window);
      expect(manager.focused).toBeNull();
      await useAll();
      expect(BrowserWindow.crashes).toEqual([]);
      expect(window.webContents.sent).toEqual([]);
      for (const [parent] of choosePath.mock.calls as unknown[][]) expect(parent).not.toBe(window);
    });

  it('gives its project back once, and the menu follows', async () => {
    const window = await openWindow(opening);
    onChange.mockReset();
    window.close();
    expect(closed).toBe(1);
    expect(onChange).toHaveBeenCalledOnce();
    expect(
      await manager.findView(window.webContents as unknown as Electron.WebContents),
    ).toBeNull();
  });

  it('is told nothing of what it waited for', async () => {
    const window = await openWindow();
    await manager.openProject((workspace) => {
      window.webContents.destroy();
      return opening(workspace);
    });
    expect(BrowserWindow.crashes).toEqual([]);
    expect(window.webContents.sent).toEqual([]);
  });

  it('is not waited for while its page is being loaded', async () => {
    const window = await openWindow();
    window.webContents.loading = true;
    const shown = manager.showFile('/a.dni.zip');
    window.close();
    await shown;
    expect(window.webContents.sent).toEqual([]);
  });

  it('leaves the others as they are', async () => {
    const first = await openWindow(opening);
    const second = await openWindow();
    second.focus();
    second.webContents.destroy();
    expect(manager.focusAny()).toBe(true);
    expect(first.focused).toBe(true);
    manager.sendCommand('undo');
    await manager.showFile('/a.dni.zip');
    expect(first.webContents.sent).toEqual([
      { event: 'menu.chosen', payload: { command: 'undo' } },
      { event: 'file.opened', payload: { path: '/a.dni.zip' } },
    ]);
  });
});
