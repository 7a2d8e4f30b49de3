import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron';
import type { Bridge } from '#api/client';

// The whole of what the window may reach: two fixed channels, checked again in main.
const bridge: Bridge = {
  invoke: (command, input) => ipcRenderer.invoke('command', command, input),
  subscribe(listener) {
    const forward = (_: IpcRendererEvent, event: unknown): void => listener(event);
    ipcRenderer.on('event', forward);
    return () => ipcRenderer.off('event', forward);
  },
};

contextBridge.exposeInMainWorld('workbench', bridge);
