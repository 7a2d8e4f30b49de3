import { rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { listNames } from '#files/list-names';
import { mapLimited } from '#files/map-limited';
import { recoverDirectories, removeStalePartials } from '#files/replace-directory';
import { removeLeftovers } from '#files/temporary-files';
import { checkpointsDirectory } from './checkpoints';
import { isOwnFolder, statsOrNull } from './own-folder';
import type { ProjectFolder } from './projects';
import { runDirectory, runIds, runsDirectory } from './runs';
import { settleStagings } from './staging';

/** Folders that are looked through at the same time. */
const openFolders = 16;

/** The creation of a run takes some milliseconds. */
const unfinishedAfterMs = 60_000;

/**
 * Removes what killed processes have left in a project: temporary files, and folders of runs whose creation they have
 * not finished. What they have prepared to come into the project as a whole is completed, or removed. What is unfinished in a run is left to the program that owns it, see `removeRunLeftovers`. Never throws:
 * what cannot be removed now, on a read-only disk for example, stays.
 */
export async function removeProjectLeftovers(project: ProjectFolder): Promise<void> {
  await settleStagings(project.directory, project);
  await removeLeftovers(project.directory);
  for (const name of [
    'models',
    'comparisons',
    'studies',
    'reported',
    'templates',
    'datasets',
    'exports',
    'jobs',
  ]) {
    const folder = join(project.directory, name);
    if (await isOwnFolder(folder)) await removeLeftovers(folder);
  }
  await removeStalePartials(runsDirectory(project));
  await mapLimited(await runIds(project).catch(() => []), openFolders, async (id) => {
    const folder = runDirectory(project, id);
    const stats = await statsOrNull(folder).catch(() => null);
    if (!stats?.isDirectory()) return;
    await removeLeftovers(folder);
    if (isCreatedName(id) && Date.now() - stats.mtimeMs > unfinishedAfterMs)
      await removeIfEmptyRun(folder).catch(() => undefined);
  });
}

/** Whether `createRun` gives such names; an empty folder of another name is a user's own. */
function isCreatedName(id: string): boolean {
  return /^\d{8}-\d{6}-.+-\d+$/.test(id);
}

/** Removes the folder of a run in which there is no file. Throws the error of the file system where anything comes in meanwhile. */
async function removeIfEmptyRun(folder: string): Promise<void> {
  const names = await listNames(folder);
  if (names.some((name) => !['metrics', 'checkpoints'].includes(name))) return;
  const isFilled = await Promise.all(
    names.map(async (name) => (await listNames(join(folder, name))).length > 0),
  );
  if (isFilled.includes(true)) return;
  // Only empty folders can be removed like this.
  for (const name of names) await rmdir(join(folder, name));
  await rmdir(folder);
}

/** Removes the temporary files of killed processes in the folder of a run that the caller owns, and its unfinished checkpoints. */
export async function removeRunLeftovers(directory: string): Promise<void> {
  await removeLeftovers(directory);
  const metrics = join(directory, 'metrics');
  if (await isOwnFolder(metrics)) await removeLeftovers(metrics);
  const checkpoints = checkpointsDirectory(directory);
  if (await isOwnFolder(checkpoints)) await recoverDirectories(checkpoints).catch(() => undefined);
}
