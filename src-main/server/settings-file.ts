import { homedir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { recentProjectSchema } from '#api/types';
import { WorkbenchError } from '#spec/errors';
import { formatVersion } from '#spec/experiment';
import { recentAfter, type SettingsPort } from '#service/settings';
import { readVersionedJson, writeJson } from '#storage/versioned-json';

const settingsSchema = z.strictObject({
  version: z.literal(formatVersion),
  recent: z.array(recentProjectSchema),
});

/** `$DNI_WORKBENCH_CONFIG`, or `dni-workbench` in the user's folder for settings. */
export function configDirectory(env: NodeJS.ProcessEnv = process.env): string {
  return (
    env.DNI_WORKBENCH_CONFIG ||
    join(env.XDG_CONFIG_HOME || join(homedir(), '.config'), 'dni-workbench')
  );
}

/**
 * Recent projects in a JSON file, for the server. A file that is damaged, or that cannot be written,
 * costs the list and nothing else; one of a newer version of the program is left as it is.
 */
export function settingsFile(path = join(configDirectory(), 'settings.json')): SettingsPort {
  const read = async (): Promise<z.infer<typeof settingsSchema>['recent']> =>
    (await readVersionedJson(path, settingsSchema)).recent;
  return {
    recent: () => read().catch(() => []),
    async remember(project) {
      try {
        const recent = await read().catch(startAnew);
        await writeJson(path, { version: formatVersion, recent: recentAfter(recent, project) });
      } catch {
        // The project is open all the same.
      }
    },
  };
}

function startAnew(error: unknown): [] {
  const details = error instanceof WorkbenchError ? error.details : undefined;
  if (typeof details === 'object' && details !== null && 'newer' in details) throw error;
  return [];
}
