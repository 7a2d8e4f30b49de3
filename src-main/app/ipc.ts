import { BrowserWindow, ipcMain, type IpcMainInvokeEvent } from 'electron';
import type { Handlers } from '#api/commands';
import { dispatch } from '#api/dispatch';
import { failure, type Envelope } from '#api/envelope';
import type { WorkbenchEvent } from '#api/events';
import { WorkbenchError } from '#spec/errors';
import { originOf } from './addresses';

/** Electron's transport of the API: one channel for commands, one for events. */
export function connectWindows(
  service: {
    handlers: Handlers;
    onEvent(listener: (event: WorkbenchEvent) => void): () => void;
  },
  trustedOrigin: string,
): void {
  ipcMain.handle(
    'command',
    (event, name: unknown, input: unknown): Envelope | Promise<Envelope> => {
      if (!isTrusted(event, trustedOrigin))
        return failure(new WorkbenchError('unavailable', 'Only the workbench itself is answered.'));
      return dispatch(service.handlers, String(name), input);
    },
  );
  service.onEvent((event) => {
    for (const window of BrowserWindow.getAllWindows())
      if (!window.isDestroyed()) window.webContents.send('event', event);
  });
}

/** The one place where a sender is judged: the top frame of a window that shows our own page. */
function isTrusted(event: IpcMainInvokeEvent, trustedOrigin: string): boolean {
  const frame = event.senderFrame;
  return frame !== null && frame.parent === null && originOf(frame.url) === trustedOrigin;
}
