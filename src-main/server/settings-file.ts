import { dirname, join } from 'node:path';
import { configDirectory } from '#files/config-directory';
import { makeFolders } from '#files/create-folders';
import { z } from 'zod';
import { recentProjectSchema, slotsSettingSchema } from '#api/types';
import { WorkbenchError } from '#spec/errors';
import { formatVersion } from '#spec/experiment';
import { addRecentProject, removeRecentProject, type SettingsPort } from '#service/settings-port';
import { readVersionedJson, writeJson } from '#storage/versioned-json';

const settingsSchema = z.strictObject({
  version: z.literal(formatVersion),
  recent: z.array(recentProjectSchema),
  /** How many runs train at the same time. Earlier versions do not write it. */
  slots: slotsSettingSchema.default('auto'),
});
type Settings = z.output<typeof settingsSchema>;

const defaults: Settings = { version: formatVersion, recent: [], slots: 'auto' };

/**
 * Stores the settings of the server in a JSON file. A damaged file counts as an empty one, and a failed write is ignored.
 * A file of a newer version of the program is not overwritten.
 */
export function createFileSettings(path = join(configDirectory(), 'settings.json')): SettingsPort {
  const read = (): Promise<Settings> => readVersionedJson(path, settingsSchema);
  const readOrDefaults = (): Promise<Settings> => read().catch(() => defaults);
  // One change after the other: each reads what the one before has written.
  let last = Promise.resolve();
  const change = (changes: (settings: Settings) => Partial<Settings>): Promise<void> => {
    last = last.then(() => write(changes));
    return last;
  };
  const write = async (changes: (settings: Settings) => Partial<Settings>): Promise<void> => {
    try {
      const settings = await read().catch(defaultsUnlessNewer);
      await makeFolders(dirname(path));
      await writeJson(path, { ...settings, ...changes(settings) });
    } catch {
      // The program goes on even if its settings cannot be saved.
    }
  };
  return {
    recent: async () => (await readOrDefaults()).recent,
    remember: (project) => change(({ recent }) => ({ recent: addRecentProject(recent, project) })),
    forget: (directory) =>
      change(({ recent }) => ({ recent: removeRecentProject(recent, directory) })),
    slots: async () => (await readOrDefaults()).slots,
    saveSlots: (slots) => change(() => ({ slots })),
  };
}

/** The defaults for a damaged file. Throws the error again if a newer version wrote the file. */
function defaultsUnlessNewer(error: unknown): Settings {
  const details = error instanceof WorkbenchError ? error.details : undefined;
  if (typeof details === 'object' && details !== null && 'newer' in details) throw error;
  return defaults;
}
