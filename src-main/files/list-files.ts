import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The paths of all files in a folder and those below it, relative to it and with slashes, sorted. Links and what is neither
 * file nor folder are left out. Throws the error of the file system.
 */
export async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = await Promise.all(
    entries.map(async (entry) => {
      if (!entry.isDirectory()) return entry.isFile() ? [entry.name] : [];
      return (await listFiles(join(folder, entry.name))).map((name) => `${entry.name}/${name}`);
    }),
  );
  return names.flat().sort();
}
