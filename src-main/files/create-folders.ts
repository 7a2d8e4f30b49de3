import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ensureDirectory } from './durable-write';

/**
 * Creates a folder and its missing parents, and adds the path of each one to `created`. `mkdir` with `recursive` never ends
 * in places that take no folders and call that a missing parent, as /proc does. Throws as `ensureDirectory`.
 */
export async function createFolders(folder: string, created: string[] = []): Promise<void> {
  const isMissing = !(await stat(folder).catch(() => null));
  if (!isMissing || folder === dirname(folder)) return;
  await createFolders(dirname(folder), created);
  created.push(folder);
  await ensureDirectory(folder);
}
