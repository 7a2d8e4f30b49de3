import type { TrainedRun } from '#spec/run';
import { changeRun } from '#storage/change-run';
import type { ProjectFolder } from '#storage/projects';

export interface JobRun {
  project: ProjectFolder;
  jobId: string;
  runId: string;
}

/**
 * Changes the file of a run of a job. One that has gone on elsewhere, here or by another job, while this waited for its lock
 * is returned as it is. Throws as `changeRun`.
 */
export function changeJobRun(
  { project, jobId, runId }: JobRun,
  change: (run: TrainedRun) => TrainedRun,
): Promise<TrainedRun> {
  return changeRun(project, runId, (run) => (run.job?.id === jobId ? change(run) : run));
}
