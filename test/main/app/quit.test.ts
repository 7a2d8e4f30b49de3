import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Run } from '#spec/run';
import { formatStopQuestion } from '../../../src-main/app/dialogs';
import { guardQuit } from '../../../src-main/app/quit';
import { app, BrowserWindow, dialog, resetElectron } from './fake-electron';

vi.mock('electron', () => import('./fake-electron'));

let runs: Run[];
/** Resolves the `close` of the service. */
let end: () => void;
const close = vi.fn(
  () =>
    new Promise<void>((resolve) => {
      end = resolve;
    }),
);
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

let window: BrowserWindow;
let guard: ReturnType<typeof guardQuit>;
beforeEach(() => {
  resetElectron();
  for (const signal of signals) process.removeAllListeners(signal);
  runs = [];
  guard = guardQuit({ activeRuns: () => runs, close }, () => null);
  app.on('window-all-closed', () => app.quit());
  window = new BrowserWindow({});
  guard.guardWindow(window as unknown as Electron.BrowserWindow);
});
afterEach(() => {
  for (const signal of signals) process.removeAllListeners(signal);
});

const answer = (response: number): unknown =>
  dialog.showMessageBox.mockResolvedValueOnce({ response });
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const activeRuns = (...names: string[]): Run[] => names.map((name) => ({ name }) as Run);

describe('quitting', () => {
  it('closes the service without a dialog if there are no active runs', async () => {
    app.quit();
    await settled();
    expect(dialog.showMessageBox).not.toHaveBeenCalled();
    expect(close).toHaveBeenCalledOnce();
    expect(app.ended).toBeNull();
    end();
    await settled();
    expect(app.ended).toBe('quit');
  });

  it('asks for confirmation if there are active runs, and stays open if the user cancels', async () => {
    runs = activeRuns('cDNI', 'backprop');
    answer(1);
    app.quit();
    app.quit();
    await settled();
    expect(dialog.showMessageBox).toHaveBeenCalledOnce();
    expect(dialog.showMessageBox.mock.calls.flat()).toMatchObject([
      { message: "2 runs are in progress: 'cDNI' and 'backprop'. Stop them and quit?" },
    ]);
    expect(close).not.toHaveBeenCalled();
    expect(window.destroyed).toBe(false);
    // The user can quit again later.
    answer(0);
    app.quit();
    await settled();
    expect(close).toHaveBeenCalledOnce();
  });

  it('by closing the last window asks before the window is closed', async () => {
    runs = activeRuns('cDNI');
    answer(1);
    window.close();
    await settled();
    expect(window.destroyed).toBe(false);
    answer(0);
    window.close();
    await settled();
    expect(window.destroyed).toBe(false);
    expect(close).toHaveBeenCalledOnce();
    end();
    await settled();
    expect(window.destroyed).toBe(true);
    expect(app.ended).toBe('quit');
  });

  it('does not start while another window is open', async () => {
    runs = activeRuns('cDNI');
    const second = new BrowserWindow({});
    guard.guardWindow(second as unknown as Electron.BrowserWindow);
    second.close();
    await settled();
    expect(second.destroyed).toBe(true);
    expect(dialog.showMessageBox).not.toHaveBeenCalled();
  });

  it('by a signal stops the runs with a checkpoint without a dialog', async () => {
    runs = activeRuns('cDNI');
    process.emit('SIGTERM');
    await settled();
    expect(dialog.showMessageBox).not.toHaveBeenCalled();
    expect(close).toHaveBeenCalledOnce();
    end();
    await settled();
    expect(app.ended).toBe('quit');
  });

  it('by a second signal exits at once', () => {
    process.emit('SIGINT');
    expect(app.ended).toBeNull();
    process.emit('SIGINT');
    expect(app.ended).toBe(130);
    expect(close).toHaveBeenCalledOnce();
  });
});

describe('formatStopQuestion', () => {
  it('lists up to three runs by name', () => {
    const named = (...names: string[]) => formatStopQuestion(names.map((name) => ({ name })));
    expect(named('a')).toBe("The run 'a' is in progress. Stop it and quit?");
    expect(named('a', 'b', 'c')).toContain("3 runs are in progress: 'a', 'b' and 'c'.");
    expect(named('a', 'b', 'c', 'd', 'e')).toContain("'a', 'b', 'c' and 2 more.");
  });
});
