import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Run } from '#spec/run';
import { stopQuestion } from '../../../src-main/app/dialogs';
import { guardQuit } from '../../../src-main/app/quit';
import { app, BrowserWindow, dialog, resetElectron } from './fake-electron';

vi.mock('electron', () => import('./fake-electron'));

let runs: Run[];
/** Lets the service come to its end. */
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
  guard = guardQuit({ runsAtWork: () => runs, close }, () => null);
  app.on('window-all-closed', () => app.quit());
  window = new BrowserWindow({});
  guard.watch(window as unknown as Electron.BrowserWindow);
});
afterEach(() => {
  for (const signal of signals) process.removeAllListeners(signal);
});

const answer = (response: number): unknown =>
  dialog.showMessageBox.mockResolvedValueOnce({ response });
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const atWork = (...names: string[]): Run[] => names.map((name) => ({ name }) as Run);

describe('quitting', () => {
  it('asks nothing where no run is at work, and closes the service first', async () => {
    app.quit();
    await settled();
    expect(dialog.showMessageBox).not.toHaveBeenCalled();
    expect(close).toHaveBeenCalledOnce();
    expect(app.ended).toBeNull();
    end();
    await settled();
    expect(app.ended).toBe('quit');
  });

  it('asks where runs are at work, and stays where the user stays', async () => {
    runs = atWork('cDNI', 'backprop');
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
    // It may be thought over.
    answer(0);
    app.quit();
    await settled();
    expect(close).toHaveBeenCalledOnce();
  });

  it('by the last window asks before the window is gone', async () => {
    runs = atWork('cDNI');
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

  it('is not meant where another window stays', async () => {
    runs = atWork('cDNI');
    const second = new BrowserWindow({});
    guard.watch(second as unknown as Electron.BrowserWindow);
    second.close();
    await settled();
    expect(second.destroyed).toBe(true);
    expect(dialog.showMessageBox).not.toHaveBeenCalled();
  });

  it('by a signal stops the runs with a checkpoint and asks nobody', async () => {
    runs = atWork('cDNI');
    process.emit('SIGTERM');
    await settled();
    expect(dialog.showMessageBox).not.toHaveBeenCalled();
    expect(close).toHaveBeenCalledOnce();
    end();
    await settled();
    expect(app.ended).toBe('quit');
  });

  it('by a second signal ends at once', () => {
    process.emit('SIGINT');
    expect(app.ended).toBeNull();
    process.emit('SIGINT');
    expect(app.ended).toBe(130);
    expect(close).toHaveBeenCalledOnce();
  });
});

describe('the question', () => {
  it('names the runs, up to three', () => {
    const named = (...names: string[]) => stopQuestion(names.map((name) => ({ name })));
    expect(named('a')).toBe("The run 'a' is in progress. Stop it and quit?");
    expect(named('a', 'b', 'c')).toContain("3 runs are in progress: 'a', 'b' and 'c'.");
    expect(named('a', 'b', 'c', 'd', 'e')).toContain("'a', 'b', 'c' and 2 more.");
  });
});
