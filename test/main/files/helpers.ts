import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** An empty folder that is removed after the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'dni-files-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes a folder with these files, by name. */
export async function makeFolder(path: string, files: Record<string, string>): Promise<void> {
  await mkdir(path, { recursive: true });
  for (const [name, text] of Object.entries(files)) await writeFile(join(path, name), text);
}

/** The files of a folder with their texts; null where there is no folder. */
export async function filesIn(path: string): Promise<Record<string, string> | null> {
  const names = await readdir(path).catch(() => null);
  if (!names) return null;
  const files = names.map(
    async (name) => [name, await readFile(join(path, name), 'utf8')] as const,
  );
  return Object.fromEntries(await Promise.all(files));
}
