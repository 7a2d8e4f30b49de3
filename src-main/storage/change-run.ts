import type { TrainedRun } from '#spec/run';
import type { ProjectFolder } from './projects';
import { readTrainedRun, runLock, writeRun } from './runs';
import { whileLocked } from './while-locked';

/**
 * Changes the file of a run that a job trains at another place, while no other program changes it: what the user has edited
 * and what the job has sent are both there afterwards. Returns the run as it is then. Throws as `readTrainedRun`, and
 * `unavailable` where it cannot be written.
 */
export async function changeRun(
  project: ProjectFolder,
  runId: string,
  change: (run: TrainedRun) => TrainedRun,
): Promise<TrainedRun> {
  const read = (): Promise<TrainedRun> => readTrainedRun(project, runId, 'be trained');
  // Where it is gone, its lock cannot be made either.
  await read();
  return whileLocked(runLock(project, runId), runId, async () => {
    const changed = change(await read());
    await writeRun(project, changed);
    return changed;
  });
}
