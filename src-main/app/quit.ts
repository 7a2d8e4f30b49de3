import { app, type BrowserWindow } from 'electron';
import type { Service } from '#service/create-service';
import { confirmStop } from './dialogs';

/** Handles quitting: asks for confirmation if there are active runs, and stops them with a checkpoint. */
export interface QuitGuard {
  /** To be called for every window: closing the last one quits the program, except on macOS. */
  guardWindow(window: BrowserWindow): void;
}

/** Installs the handlers for quitting and for signals. `focused` returns the parent of the dialog. */
export function guardQuit(
  service: Pick<Service, 'activeRuns' | 'close'>,
  focused: () => BrowserWindow | null,
): QuitGuard {
  let state: 'open' | 'asking' | 'closing' | 'closed' = 'open';
  const windows = new Set<BrowserWindow>();

  function close(): void {
    if (state === 'closing' || state === 'closed') return;
    state = 'closing';
    const done = (): void => {
      state = 'closed';
      app.quit();
    };
    service.close().then(done, done);
  }

  async function confirmQuit(): Promise<void> {
    state = 'asking';
    const isConfirmed = await confirmStop(focused(), service.activeRuns());
    // A signal may have closed the service while the dialog was open.
    if (state !== 'asking') return;
    state = 'open';
    if (isConfirmed) close();
  }

  app.on('before-quit', (event) => {
    if (state === 'closed') return;
    event.preventDefault();
    if (state === 'open') void confirmQuit();
  });
  // A signal closes without a dialog; a second one ends the program at once.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => {
      if (state === 'closing') app.exit(130);
      else close();
    });

  return {
    guardWindow(window) {
      windows.add(window);
      window.on('closed', () => windows.delete(window));
      window.on('close', (event) => {
        if (state === 'closed' || process.platform === 'darwin') return;
        if (windows.size > 1 || service.activeRuns().length === 0) return;
        // The window stays open until the user has decided and the runs have stopped.
        event.preventDefault();
        app.quit();
      });
    },
  };
}
