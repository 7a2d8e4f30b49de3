import type { Rectangle } from 'electron';
import Store from 'electron-store';
import type { RecentProject } from '#api/types';
import { recentAfter, type SettingsPort } from '#service/settings';

interface Stored {
  recent: RecentProject[];
  windowBounds: Rectangle | null;
}
export type AppSettings = Store<Stored>;

/** Settings and window state, in Electron's own folder for them; never anything of a project. */
export function openAppSettings(): AppSettings {
  return new Store<Stored>({ name: 'settings', defaults: { recent: [], windowBounds: null } });
}

export function settingsPort(store: AppSettings): SettingsPort {
  return {
    recent: () => store.get('recent'),
    remember: (project) => store.set('recent', recentAfter(store.get('recent'), project)),
  };
}
