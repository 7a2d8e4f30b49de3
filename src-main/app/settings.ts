import type { Rectangle } from 'electron';
import Store from 'electron-store';
import { slotsSettingSchema, type RecentProject, type SlotsSetting } from '#api/types';
import type { PathGrantsPort } from '#service/path-grants';
import { addRecentProject, removeRecentProject, type SettingsPort } from '#service/settings-port';
import { saveSetting } from './save-setting';

interface StoredSettings {
  recent: RecentProject[];
  windowBounds: Rectangle | null;
  /** Files and folders that the user chose in a dialog or dropped, newest first. */
  chosenPaths: string[];
  /** How many runs train at the same time. */
  slots: SlotsSetting;
}
export type AppSettings = Store<StoredSettings>;

/**
 * Opens the settings and window state in Electron's user data folder. They hold no project data. A damaged file counts
 * as an empty one: it must not keep the program from starting.
 */
export function openAppSettings(): AppSettings {
  return new Store<StoredSettings>({
    name: 'settings',
    clearInvalidConfig: true,
    defaults: { recent: [], windowBounds: null, chosenPaths: [], slots: 'auto' },
  });
}

export function createSettingsPort(store: AppSettings): SettingsPort {
  return {
    recent: () => store.get('recent'),
    remember: (project) =>
      saveSetting('recent', () =>
        store.set('recent', addRecentProject(store.get('recent'), project)),
      ),
    forget: (directory) =>
      saveSetting('recent', () =>
        store.set('recent', removeRecentProject(store.get('recent'), directory)),
      ),
    // A user can have written anything into the file.
    slots: () => slotsSettingSchema.catch('auto').parse(store.get('slots')),
    saveSlots: (slots) => saveSetting('slots', () => store.set('slots', slots)),
  };
}

export function createGrantsPort(store: AppSettings): PathGrantsPort {
  // What was chosen counts until the end of the program, also where it cannot be saved.
  let chosen = store.get('chosenPaths');
  return {
    chosen: () => chosen,
    save: (paths) => {
      chosen = paths;
      saveSetting('chosenPaths', () => store.set('chosenPaths', paths));
    },
  };
}
