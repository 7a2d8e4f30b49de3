import { ipcMain, type IpcMainInvokeEvent } from 'electron';
import { dispatch } from '#api/dispatch';
import { failure, success, type Envelope } from '#api/envelope';
import type { View } from '#service/create-service';
import type { Grants } from '#service/grants';
import { WorkbenchError } from '#spec/errors';
import { originOf } from './addresses';
import type { Windows } from './windows';

/**
 * Electron's transport of the API: `command` for what the page asks, `dropped` for the path that the
 * preload script took from a dropped file, which no page can make up.
 */
export function connectWindows(
  windows: Pick<Windows, 'viewOf'>,
  grants: Pick<Grants, 'add'>,
  trustedOrigin: string,
): void {
  const answer = (
    channel: string,
    handle: (view: View, first: unknown, second: unknown) => Promise<Envelope>,
  ): void =>
    ipcMain.handle(channel, async (event, first: unknown, second: unknown) => {
      const view = isTrusted(event, trustedOrigin) ? await windows.viewOf(event.sender) : null;
      return view ? handle(view, first, second) : foreign();
    });

  answer('command', (view, name, input) =>
    dispatch(view.handlers, typeof name === 'string' ? name : typeof name, input),
  );
  answer('dropped', async (_, path) => {
    if (typeof path !== 'string' || path === '')
      return failure(new WorkbenchError('validation', 'What was dropped is no file on this disk.'));
    await grants.add(path);
    return success(path);
  });
}

function foreign(): Envelope {
  return failure(new WorkbenchError('unavailable', 'Only the workbench itself is answered.'));
}

/** The one place where a sender is judged: the top frame of a window that shows our own page. */
function isTrusted(event: IpcMainInvokeEvent, trustedOrigin: string): boolean {
  const frame = event.senderFrame;
  return frame !== null && frame.parent === null && originOf(frame.url) === trustedOrigin;
}
