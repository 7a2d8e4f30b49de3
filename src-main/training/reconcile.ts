import { isEnded, type Run } from '#spec/run';
import type { ProjectFolder } from '#storage/projects';
import { readRun, runModifiedMs, runDirectory, writeRun } from '#storage/runs';
import { readMetricSummaries } from '#storage/summaries';
import { isProcessAlive } from './process-alive';

/**
 * Brings the recorded status of a run that this process is not training up to date, on disk too. A run
 * whose process is gone becomes `interrupted`; a run that another living process trains is returned as
 * that process recorded it.
 */
export async function reconcile(project: ProjectFolder, run: Run): Promise<Run> {
  if (isEnded(run.status)) return run;
  // This process may have ended the run since `run` was read.
  const current = await readRun(project, run.id);
  if (isEnded(current.status)) return current;
  // A run with the id of this process that this process does not train was left by an earlier process
  // with the same id.
  const isForeign = current.pid !== null && current.pid !== process.pid;
  if (isForeign && isProcessAlive(current.pid ?? 0, await runModifiedMs(project, run.id)))
    return current;
  const interrupted: Run = {
    ...current,
    status: 'interrupted',
    pid: null,
    ended: current.ended ?? new Date().toISOString(),
    metrics: (await readMetricSummaries(runDirectory(project, run.id))).toRecord(),
  };
  await writeRun(project, interrupted);
  return interrupted;
}
