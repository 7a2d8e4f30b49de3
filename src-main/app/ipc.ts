import { ipcMain, type IpcMainInvokeEvent } from 'electron';
import { dispatch } from '#api/dispatch';
import { failure, success, type Envelope } from '#api/envelope';
import type { View } from '#service/create-service';
import type { PathGrants } from '#service/path-grants';
import { WorkbenchError } from '#spec/errors';
import { parseOrigin } from './addresses';
import type { WindowManager } from './window-manager';

/**
 * Registers the IPC transport of the API: the channel `command` for commands of the page, and
 * `dropped` for the path that the preload script reads from a dropped file, which the page cannot
 * forge. `trustedOrigin`: the origin of the window's page.
 */
export function registerIpcHandlers(
  windows: Pick<WindowManager, 'findView'>,
  grants: Pick<PathGrants, 'add'>,
  trustedOrigin: string,
): void {
  const handleTrusted = (
    channel: string,
    handle: (view: View, first: unknown, second: unknown) => Promise<Envelope>,
  ): void =>
    ipcMain.handle(channel, async (event, first: unknown, second: unknown) => {
      const view = isTrusted(event, trustedOrigin) ? await windows.findView(event.sender) : null;
      return view ? handle(view, first, second) : untrustedSenderFailure();
    });

  handleTrusted('command', (view, name, input) =>
    dispatch(view.handlers, typeof name === 'string' ? name : typeof name, input),
  );
  handleTrusted('dropped', async (_, path) => {
    if (typeof path !== 'string' || path === '')
      return failure(new WorkbenchError('validation', 'What was dropped is no file on this disk.'));
    await grants.add(path);
    return success(path);
  });
}

function untrustedSenderFailure(): Envelope {
  return failure(new WorkbenchError('unavailable', 'Only the workbench itself is answered.'));
}

/** Whether the sender is the top frame of a window that shows the workbench's own page. */
function isTrusted(event: IpcMainInvokeEvent, trustedOrigin: string): boolean {
  const frame = event.senderFrame;
  return frame !== null && frame.parent === null && parseOrigin(frame.url) === trustedOrigin;
}
