import { isEnded, type Run } from '#spec/run';
import type { ProjectFolder } from '#storage/projects';
import { readRun, recordedAt, runDirectory, writeRun } from '#storage/runs';
import { summarize } from '#storage/summaries';
import { isAlive } from './ownership';

/**
 * A run as it really is, by a process that does not train it now: one whose process is gone becomes
 * `interrupted`; one that another living process trains is left alone.
 */
export async function reconcile(project: ProjectFolder, run: Run): Promise<Run> {
  if (isEnded(run.status)) return run;
  // It may have ended in our own hands since `run` was read.
  const now = await readRun(project, run.id);
  if (isEnded(now.status)) return now;
  // Under our own number but not in our hands: left by an earlier process that had it.
  const isForeign = now.pid !== null && now.pid !== process.pid;
  if (isForeign && isAlive(now.pid ?? 0, await recordedAt(project, run.id))) return now;
  const settled: Run = {
    ...now,
    status: 'interrupted',
    pid: null,
    ended: now.ended ?? new Date().toISOString(),
    metrics: (await summarize(runDirectory(project, run.id))).toRecord(),
  };
  await writeRun(project, settled);
  return settled;
}
