import { contextBridge, ipcRenderer, webUtils, type IpcRendererEvent } from 'electron';
import type { Bridge } from '#api/client';

// The whole of what the window may reach: three fixed channels, checked again in main.
const bridge: Bridge = {
  invoke: (command, input) => ipcRenderer.invoke('command', command, input),
  subscribe(listener) {
    const forward = (_: IpcRendererEvent, event: unknown): void => listener(event);
    ipcRenderer.on('event', forward);
    return () => ipcRenderer.off('event', forward);
  },
  // The path is taken here, from the file itself: a page can neither see nor make up one.
  dropped: (file) =>
    ipcRenderer.invoke(
      'dropped',
      webUtils.getPathForFile(file as Parameters<typeof webUtils.getPathForFile>[0]),
    ),
};

contextBridge.exposeInMainWorld('workbench', bridge);
