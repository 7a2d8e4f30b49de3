import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Checkpoint } from '#api/types';
import { listNames } from '#files/list-names';
import { resolvableNames, resolveDirectory } from '#files/replace-directory';

/** The folder of a run's checkpoints: one sub-folder each, named by its step. */
export function checkpointsDirectory(runDirectory: string): string {
  return join(runDirectory, 'checkpoints');
}

/**
 * The complete checkpoints of a run, by step, with their sizes in bytes. Those being written (`<step>.partial`) are
 * left out; one that an interrupted save has moved aside (`<step>.replaced`) is listed, since it can be loaded.
 */
export async function listCheckpoints(runDirectory: string): Promise<Checkpoint[]> {
  const directory = checkpointsDirectory(runDirectory);
  const names = resolvableNames(await listNames(directory));
  const steps = names.filter((name) => /^\d+$/.test(name)).map(Number);
  steps.sort((a, b) => a - b);
  const checkpoints = await Promise.all(steps.map((step) => describeCheckpoint(directory, step)));
  return checkpoints.filter((checkpoint) => checkpoint !== null);
}

/** The step of the last complete checkpoint, or null. */
export async function latestCheckpoint(runDirectory: string): Promise<number | null> {
  return (await listCheckpoints(runDirectory)).at(-1)?.step ?? null;
}

/** Null where the folder has no state, which is written last. */
async function describeCheckpoint(directory: string, step: number): Promise<Checkpoint | null> {
  const folder = await resolveDirectory(join(directory, String(step)));
  const names = await listNames(folder);
  if (!names.includes('state.json')) return null;
  const files = await Promise.all(names.map((name) => stat(join(folder, name))));
  return {
    step,
    bytes: files.reduce((sum, { size }) => sum + size, 0),
    created: (await stat(join(folder, 'state.json'))).mtime.toISOString(),
  };
}
