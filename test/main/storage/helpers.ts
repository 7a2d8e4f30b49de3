import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import { listCheckpoints } from '#storage/checkpoints';
import { createProject, type ProjectFolder } from '#storage/projects';

export { spirals } from './spirals';

const made: string[] = [];

afterEach(async () => {
  for (const directory of made.splice(0))
    await rm(directory, { recursive: true, force: true, maxRetries: 10 });
});

/** An empty folder that is removed after the test. */
export async function emptyFolder(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'dni-workbench-test-'));
  made.push(directory);
  return directory;
}

export async function newProject(): Promise<ProjectFolder> {
  return createProject(await emptyFolder(), 'Test');
}

/** The step of the last complete checkpoint of a run, or null. */
export async function latestCheckpoint(runDirectory: string): Promise<number | null> {
  return (await listCheckpoints(runDirectory)).at(-1)?.step ?? null;
}
