import { mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { recentProjectSchema } from '#api/types';
import { WorkbenchError } from '#spec/errors';
import { formatVersion } from '#spec/experiment';
import { addRecentProject, type SettingsPort } from '#service/settings-port';
import { readVersionedJson, writeJson } from '#storage/versioned-json';

const settingsSchema = z.strictObject({
  version: z.literal(formatVersion),
  recent: z.array(recentProjectSchema),
});

/** `$DNI_WORKBENCH_CONFIG`, or `dni-workbench` in the user's configuration folder. */
export function configDirectory(env: NodeJS.ProcessEnv = process.env): string {
  return (
    env.DNI_WORKBENCH_CONFIG ||
    join(env.XDG_CONFIG_HOME || join(homedir(), '.config'), 'dni-workbench')
  );
}

/**
 * Stores the recent projects of the server in a JSON file. A damaged file counts as an empty list, and
 * a failed write is ignored. A file of a newer version of the program is not overwritten.
 */
export function createFileSettings(path = join(configDirectory(), 'settings.json')): SettingsPort {
  const read = async (): Promise<z.infer<typeof settingsSchema>['recent']> =>
    (await readVersionedJson(path, settingsSchema)).recent;
  return {
    recent: () => read().catch(() => []),
    async remember(project) {
      try {
        const recent = await read().catch(emptyUnlessNewer);
        await mkdir(dirname(path), { recursive: true });
        await writeJson(path, {
          version: formatVersion,
          recent: addRecentProject(recent, project),
        });
      } catch {
        // The project opens even if the list cannot be saved.
      }
    },
  };
}

/** An empty list for a damaged file. Throws the error again if a newer version wrote the file. */
function emptyUnlessNewer(error: unknown): [] {
  const details = error instanceof WorkbenchError ? error.details : undefined;
  if (typeof details === 'object' && details !== null && 'newer' in details) throw error;
  return [];
}
