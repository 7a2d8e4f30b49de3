import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { listNames } from '#files/list-names';
import { listCheckpoints } from './checkpoints';
import type { ProjectFolder } from './projects';
import { runDirectory } from './runs';

/** What a run leaves on the disk: the bytes of its largest checkpoint, and those of all its curves. */
export async function measureRun(
  project: ProjectFolder,
  runId: string,
): Promise<{ checkpoint: number; curves: number }> {
  const directory = runDirectory(project, runId);
  const checkpoints = await listCheckpoints(directory);
  const metrics = join(directory, 'metrics');
  const sizes = await Promise.all(
    (await listNames(metrics)).map(async (name) => (await lstat(join(metrics, name))).size),
  );
  return {
    checkpoint: Math.max(0, ...checkpoints.map(({ bytes }) => bytes)),
    curves: sizes.reduce((sum, size) => sum + size, 0),
  };
}
