import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Checkpoint } from '#api/types';
import { errorCode, fileError } from '#files/file-errors';
import { listNames } from '#files/list-names';
import { removeDirectory, resolvableNames, resolveDirectory } from '#files/replace-directory';

/** The folder of a run's checkpoints: one sub-folder each, named by its step. */
export function checkpointsDirectory(runDirectory: string): string {
  return join(runDirectory, 'checkpoints');
}

/**
 * The complete checkpoints of a run, by step, with their sizes in bytes. Those being written (`<step>.partial`) or
 * removed (`.<step>.removed`) are left out; one that an interrupted save has moved aside (`<step>.replaced`) is listed,
 * since it can be loaded.
 */
export async function listCheckpoints(runDirectory: string): Promise<Checkpoint[]> {
  const directory = checkpointsDirectory(runDirectory);
  const steps = await listSteps(directory);
  const checkpoints = await Promise.all(steps.map((step) => describeCheckpoint(directory, step)));
  return checkpoints.filter((checkpoint) => checkpoint !== null);
}

/**
 * Removes the checkpoints of later steps, because the run goes on from that of `step`: the latest first, so that after a
 * power cut those up to some step are there. Only the owner of the run may call it. Throws `unavailable` where one
 * cannot be removed.
 */
export async function removeCheckpointsAfter(runDirectory: string, step: number): Promise<void> {
  const directory = checkpointsDirectory(runDirectory);
  const later = (await listSteps(directory)).filter((each) => each > step);
  for (const each of later.reverse()) {
    const path = join(directory, String(each));
    try {
      await removeDirectory(path);
    } catch (error) {
      throw fileError('written', path, error);
    }
  }
}

/** Steps that have a folder, in order. */
async function listSteps(directory: string): Promise<number[]> {
  const names = resolvableNames(await listNames(directory));
  // Other names, such as "0100", are not those of a saved checkpoint.
  const steps = names
    .map(Number)
    .filter((step, index) => isStep(step) && String(step) === names[index]);
  return steps.sort((a, b) => a - b);
}

/** Null where the folder has no state, or was removed or replaced meanwhile. */
async function describeCheckpoint(directory: string, step: number): Promise<Checkpoint | null> {
  const folder = await resolveDirectory(join(directory, String(step)));
  const names = await listNames(folder);
  if (!names.includes('state.json')) return null;
  try {
    const files = await Promise.all(names.map((name) => stat(join(folder, name))));
    return {
      step,
      bytes: files.reduce((sum, { size }) => sum + size, 0),
      created: (await stat(join(folder, 'state.json'))).mtime.toISOString(),
    };
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw fileError('read', folder, error);
  }
}

function isStep(step: number): boolean {
  return Number.isSafeInteger(step) && step >= 0;
}
