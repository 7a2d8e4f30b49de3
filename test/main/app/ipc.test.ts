import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Handlers } from '#api/commands';
import { registerIpcHandlers } from '../../../src-main/app/ipc';
import type { WindowManager } from '../../../src-main/app/window-manager';
import { FakeContents, handled, resetElectron } from './fake-electron';

vi.mock('electron', () => import('./fake-electron'));

const ours = new FakeContents();
const deleted: unknown[] = [];
const handlers = {
  'projects.current': () => null,
  'models.delete': (input: unknown) => {
    deleted.push(input);
    return null;
  },
} as unknown as Handlers;
const add = vi.fn(() => Promise.resolve());

beforeEach(() => {
  resetElectron();
  deleted.length = 0;
  const windows = {
    findView: (contents: unknown) => Promise.resolve(contents === ours ? { handlers } : null),
  };
  registerIpcHandlers(windows as unknown as WindowManager, { add }, 'app://workbench');
});

const page = { url: 'app://workbench/#runs', parent: null };
function send(channel: string, ...args: unknown[]): unknown {
  return sendFrom({ sender: ours, senderFrame: page }, channel, ...args);
}
function sendFrom(event: unknown, channel: string, ...args: unknown[]): unknown {
  return handled.get(channel)?.(event, ...args);
}
const refused = { ok: false, error: { kind: 'unavailable' } };

describe('IPC messages', () => {
  it('are handled for the page of the workbench', async () => {
    expect(await send('command', 'projects.current', {})).toEqual({ ok: true, result: null });
    expect([...handled.keys()]).toEqual(['command', 'dropped']);
  });

  it('are rejected for all other senders', async () => {
    for (const event of [
      { sender: ours, senderFrame: { url: 'https://example.com/', parent: null } },
      { sender: ours, senderFrame: { url: 'app://workbench.example.com/', parent: null } },
      { sender: ours, senderFrame: { url: 'file:///out/renderer/index.html', parent: null } },
      { sender: ours, senderFrame: { url: 'about:blank', parent: null } },
      { sender: ours, senderFrame: { ...page, parent: page } },
      { sender: ours, senderFrame: null },
      { sender: new FakeContents(), senderFrame: page },
    ]) {
      const input = { projectId: 'p', modelId: 'm' };
      expect(await sendFrom(event, 'command', 'models.delete', input)).toMatchObject(refused);
      expect(await sendFrom(event, 'dropped', '/home/me')).toMatchObject(refused);
    }
    expect(deleted).toEqual([]);
    expect(add).not.toHaveBeenCalled();
  });

  it('must name an existing command', async () => {
    for (const name of ['no.such', 'constructor', '__proto__', '', 7, null, ['models.delete'], {}])
      expect(await send('command', name, {}), String(name)).toMatchObject({
        ok: false,
        error: { kind: 'notFound' },
      });
  });

  it('must have a valid input', async () => {
    for (const input of [
      undefined,
      null,
      'p',
      [],
      {},
      { projectId: 'p' },
      { projectId: 'p', modelId: ['m'] },
      { projectId: 'p', modelId: 'm', more: 1 },
    ])
      expect(await send('command', 'models.delete', input)).toMatchObject({
        ok: false,
        error: { kind: 'validation' },
      });
    expect(deleted).toEqual([]);
  });
});

describe('a dropped path', () => {
  it('is granted', async () => {
    expect(await send('dropped', '/data/text.txt')).toEqual({ ok: true, result: '/data/text.txt' });
    expect(add).toHaveBeenCalledExactlyOnceWith('/data/text.txt');
  });

  it('is rejected if it is no path', async () => {
    for (const path of ['', undefined, 7, { path: '/etc' }])
      expect(await send('dropped', path)).toMatchObject({ ok: false });
    expect(add).not.toHaveBeenCalled();
  });
});
