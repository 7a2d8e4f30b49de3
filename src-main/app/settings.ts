import type { Rectangle } from 'electron';
import Store from 'electron-store';
import type { RecentProject } from '#api/types';
import type { GrantsPort } from '#service/grants';
import { recentAfter, type SettingsPort } from '#service/settings';

interface Stored {
  recent: RecentProject[];
  windowBounds: Rectangle | null;
  /** Files and folders chosen by hand, newest first. */
  chosenPaths: string[];
}
export type AppSettings = Store<Stored>;

/** Settings and window state, in Electron's own folder for them; never anything of a project. */
export function openAppSettings(): AppSettings {
  return new Store<Stored>({
    name: 'settings',
    defaults: { recent: [], windowBounds: null, chosenPaths: [] },
  });
}

export function settingsPort(store: AppSettings): SettingsPort {
  return {
    recent: () => store.get('recent'),
    remember: (project) => store.set('recent', recentAfter(store.get('recent'), project)),
  };
}

export function grantsPort(store: AppSettings): GrantsPort {
  return {
    chosen: () => store.get('chosenPaths'),
    keep: (paths) => store.set('chosenPaths', paths),
  };
}
