import { join } from 'node:path';
import { removeLeftovers } from '#files/temporary-files';
import { recoverDirectories } from '#files/replace-directory';
import { checkpointsDirectory } from './checkpoints';
import { isOwnFolder } from './own-folder';
import type { ProjectFolder } from './projects';

/**
 * Removes the temporary files that killed processes have left in a project, those of its runs apart. Never throws:
 * what cannot be removed now, on a read-only disk for example, stays.
 */
export async function removeProjectLeftovers(project: ProjectFolder): Promise<void> {
  await removeLeftovers(project.directory);
  for (const name of ['models', 'comparisons', 'studies', 'datasets']) {
    const folder = join(project.directory, name);
    if (await isOwnFolder(folder)) await removeLeftovers(folder);
  }
}

/** The same for the folder of a run that the caller owns, and its unfinished checkpoints. */
export async function removeRunLeftovers(runDirectory: string): Promise<void> {
  await removeLeftovers(runDirectory);
  const metrics = join(runDirectory, 'metrics');
  if (await isOwnFolder(metrics)) await removeLeftovers(metrics);
  const checkpoints = checkpointsDirectory(runDirectory);
  if (await isOwnFolder(checkpoints)) await recoverDirectories(checkpoints).catch(() => undefined);
}
