import type { Rectangle } from 'electron';
import Store from 'electron-store';
import type { RecentProject } from '#api/types';
import type { PathGrantsPort } from '#service/path-grants';
import { addRecentProject, type SettingsPort } from '#service/settings-port';

interface StoredSettings {
  recent: RecentProject[];
  windowBounds: Rectangle | null;
  /** Files and folders that the user chose in a dialog or dropped, newest first. */
  chosenPaths: string[];
}
export type AppSettings = Store<StoredSettings>;

/** Opens the settings and window state in Electron's user data folder. They hold no project data. */
export function openAppSettings(): AppSettings {
  return new Store<StoredSettings>({
    name: 'settings',
    defaults: { recent: [], windowBounds: null, chosenPaths: [] },
  });
}

export function createSettingsPort(store: AppSettings): SettingsPort {
  return {
    recent: () => store.get('recent'),
    remember: (project) => store.set('recent', addRecentProject(store.get('recent'), project)),
  };
}

export function createGrantsPort(store: AppSettings): PathGrantsPort {
  return {
    chosen: () => store.get('chosenPaths'),
    save: (paths) => store.set('chosenPaths', paths),
  };
}
