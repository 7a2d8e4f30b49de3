import { contextBridge, ipcRenderer, webFrame, webUtils, type IpcRendererEvent } from 'electron';
import type { Bridge } from '#api/client';
import { readLocales } from '#api/system-locales';

// Everything the window can reach: three fixed channels, and its own scale. The main process validates all messages.
const bridge: Bridge = {
  locales: readLocales(process.argv),
  invoke: (command, input) => ipcRenderer.invoke('command', command, input),
  subscribe(listener) {
    const forward = (_: IpcRendererEvent, event: unknown): void => listener(event);
    ipcRenderer.on('event', forward);
    return () => ipcRenderer.off('event', forward);
  },
  // The preload script reads the path from the File object: the page can neither see nor forge it.
  dropped: (file) =>
    ipcRenderer.invoke(
      'dropped',
      webUtils.getPathForFile(file as Parameters<typeof webUtils.getPathForFile>[0]),
    ),
  scale: (factor) => webFrame.setZoomFactor(factor),
};

contextBridge.exposeInMainWorld('workbench', bridge);
