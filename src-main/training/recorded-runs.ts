/** What is done to runs that this process does not train. */
import { isDiskFull, isFolderGone } from '#files/file-errors';
import { isElsewhere, type Run, type TrainedRun } from '#spec/run';
import { changeRun } from '#storage/change-run';
import type { ProjectFolder } from '#storage/projects';
import { trashRun } from '#storage/run-trash';
import { writeRun } from '#storage/runs';
import { assertNotForeign, claimRun, readOwnedRun } from './run-owner';

export interface RunChanges {
  name?: string;
  notes?: string;
  tags?: string[];
  archived?: boolean;
}

/**
 * Changes what a user may change of a run. `run`: as it is now. Throws `conflict` where another program trains it; while a job
 * does at another place, nothing of what the job sends is lost.
 */
export async function changeRecordedRun(
  project: ProjectFolder,
  run: Run,
  changesOf: (run: Run) => RunChanges,
): Promise<Run> {
  if (isElsewhere(run))
    return changeRun(project, run.id, (current): TrainedRun => ({
      ...current,
      ...changesOf(current),
    }));
  await assertNotForeign(project, run, 'changed');
  const lock = await claimRun(project, run.id, 'changed');
  try {
    const owned = await readOwnedRun(project, run.id);
    const changed = { ...owned, ...changesOf(owned) };
    await writeRun(project, changed);
    return changed;
  } finally {
    await lock.release();
  }
}

/** Moves a run to the trash; returns its id there. Throws `conflict` where another program or a job trains it. */
export async function deleteRecordedRun(project: ProjectFolder, runId: string): Promise<string> {
  const lock = await claimRun(project, runId, 'deleted').catch((error: unknown) => {
    // A full disk has no room for the lock file, and deleting is the way out. A missing folder is told below.
    if (isDiskFull(error) || isFolderGone(error)) return null;
    throw error;
  });
  try {
    return await trashRun(project, runId);
  } finally {
    await lock?.release();
  }
}
