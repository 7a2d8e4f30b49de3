import { beforeAll, describe, expect, it, vi } from 'vitest';
import { exposed, ipcRenderer, webFrame } from './fake-electron';

vi.mock('electron', () => import('./fake-electron'));

let bridge: Record<string, (...args: unknown[]) => unknown>;
beforeAll(async () => {
  await import('../../../src-main/app/preload');
  bridge = exposed.workbench as typeof bridge;
});

describe('the preload script', () => {
  it('exposes four functions and the locales to the page, and nothing of Electron', () => {
    expect(Object.keys(exposed)).toEqual(['workbench']);
    expect(Object.keys(bridge)).toEqual(['locales', 'invoke', 'subscribe', 'dropped', 'scale']);
  });

  it('sends all commands over one channel', async () => {
    expect(await bridge.invoke?.('dropped', '/etc/passwd')).toEqual([
      'command',
      'dropped',
      '/etc/passwd',
    ]);
  });

  it('forwards events without their sender until the listener is removed', () => {
    const heard = vi.fn();
    const stop = bridge.subscribe?.(heard) as () => void;
    ipcRenderer.emit('event', { sender: ipcRenderer }, { event: 'x' });
    expect(heard).toHaveBeenCalledExactlyOnceWith({ event: 'x' });
    stop();
    ipcRenderer.emit('event', {}, {});
    expect(heard).toHaveBeenCalledOnce();
  });

  it('scales the window by the zoom of the engine', () => {
    bridge.scale?.(1.25);
    expect(webFrame.setZoomFactor).toHaveBeenCalledExactlyOnceWith(1.25);
  });

  it('reads the path of a drop from the File object', async () => {
    expect(await bridge.dropped?.({ real: '/data', path: '/etc' })).toEqual(['dropped', '/data']);
    expect(await bridge.dropped?.({ path: '/etc/passwd' })).toEqual(['dropped', '']);
  });
});
