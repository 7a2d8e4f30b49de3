/** Polyfill of window events and handlers by their names in Electron 45. */
import electron, { type IpcMainInvokeEvent, type WebContents } from 'electron';
import { add } from './node';

const { app, ipcMain } = electron;

type OldContents = {
  on(event: string, listener: (event: Electron.Event, url: string) => void): unknown;
};

app.on('web-contents-created', (_event, contents: WebContents) => {
  const old = contents as unknown as OldContents;
  const on = old.on.bind(old);
  add(contents, {
    setWindowOpenHandler: (handler: (details: { url: string }) => { action: string }) =>
      on('new-window', (event, url) => {
        event.preventDefault();
        handler({ url });
      }),
  });
  old.on = (name, listener) =>
    name === 'will-frame-navigate'
      ? on('will-navigate', (event, url) => listener(Object.assign(event, { url }), url))
      : on(name, listener);
});

// The preload script runs only in the top frame, so the sender is always that frame.
const handle = ipcMain.handle.bind(ipcMain);
ipcMain.handle = (channel, listener) =>
  handle(channel, (event, ...args) => listener(withFrame(event), ...args));

function withFrame(event: IpcMainInvokeEvent): IpcMainInvokeEvent {
  add(event, { senderFrame: { url: event.sender.getURL(), parent: null } });
  return event;
}
