import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Checkpoint } from '#api/types';
import { namesIn } from './versioned-json';

/** Where the trainer of the run puts its checkpoints: a folder for each, named by its step. */
export function checkpointsDirectory(runDirectory: string): string {
  return join(runDirectory, 'checkpoints');
}

/** The complete checkpoints of a run, by step. Those being written (`<step>.partial`) do not count. */
export async function listCheckpoints(runDirectory: string): Promise<Checkpoint[]> {
  const directory = checkpointsDirectory(runDirectory);
  const steps = (await namesIn(directory)).filter((name) => /^\d+$/.test(name)).map(Number);
  steps.sort((a, b) => a - b);
  const found = await Promise.all(steps.map((step) => describe(directory, step)));
  return found.filter((checkpoint) => checkpoint !== null);
}

/** The step of the last complete checkpoint, or null. */
export async function latestCheckpoint(runDirectory: string): Promise<number | null> {
  return (await listCheckpoints(runDirectory)).at(-1)?.step ?? null;
}

async function describe(directory: string, step: number): Promise<Checkpoint | null> {
  const folder = join(directory, String(step));
  const names = await namesIn(folder);
  if (!names.includes('state.json')) return null;
  const files = await Promise.all(names.map((name) => stat(join(folder, name))));
  return {
    step,
    bytes: files.reduce((sum, { size }) => sum + size, 0),
    created: (await stat(join(folder, 'state.json'))).mtime.toISOString(),
  };
}
