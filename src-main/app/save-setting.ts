import { messageOf } from '#spec/errors';
import type { AppSettings, StoredSettings } from './settings';

/** Saves a setting. The program goes on where that is impossible, for example on a full disk. */
export function saveSetting<K extends keyof StoredSettings>(
  store: AppSettings,
  key: K,
  value: StoredSettings[K],
): void {
  try {
    store.set(key, value);
  } catch (error) {
    console.warn(`The setting '${key}' cannot be saved: ${messageOf(error)}`);
  }
}
