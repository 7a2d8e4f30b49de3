import { app, type BrowserWindow } from 'electron';
import type { Service } from '#service/create-service';
import { mayStop } from './dialogs';

/** Quitting: asks where runs are at work, and lets them stop with a checkpoint before it goes on. */
export interface QuitGuard {
  /** To be called for every window: closing the last one quits, where that is the platform's way. */
  watch(window: BrowserWindow): void;
}

export function guardQuit(
  service: Pick<Service, 'runsAtWork' | 'close'>,
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

  async function ask(): Promise<void> {
    state = 'asking';
    const agreed = await mayStop(focused(), service.runsAtWork());
    // A signal may have decided meanwhile.
    if (state !== 'asking') return;
    state = 'open';
    if (agreed) close();
  }

  app.on('before-quit', (event) => {
    if (state === 'closed') return;
    event.preventDefault();
    if (state === 'open') void ask();
  });
  // Who sends a signal is not there to be asked; who sends a second one does not want to wait.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => {
      if (state === 'closing') app.exit(130);
      else close();
    });

  return {
    watch(window) {
      windows.add(window);
      window.on('closed', () => windows.delete(window));
      window.on('close', (event) => {
        if (state === 'closed' || process.platform === 'darwin') return;
        if (windows.size > 1 || service.runsAtWork().length === 0) return;
        // The window stays until it is decided, and shows how its runs come to their end.
        event.preventDefault();
        app.quit();
      });
    },
  };
}
