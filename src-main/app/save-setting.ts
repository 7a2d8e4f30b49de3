import { messageOf } from '#spec/errors';

/** Saves the setting `key`. The program goes on where that is impossible, for example on a full disk. */
export function saveSetting(key: string, save: () => void): void {
  try {
    save();
  } catch (error) {
    console.warn(`The setting '${key}' cannot be saved: ${messageOf(error)}`);
  }
}
