/** The runs of a job, when it is made. */
import type { Experiment } from '#spec/experiment';
import type { StudyPlace, TrainedRun } from '#spec/run';
import type { ProjectFolder } from '#storage/projects';
import { createRun, writeRun } from '#storage/runs';

export interface RunToSend {
  /** Validated, with the method, seed and steps of the run. */
  spec: Experiment;
  name: string;
  modelId: string | null;
  study?: StudyPlace | null;
}

/**
 * One run of a job: a new one, or one that has ended, to go on from its last checkpoint with the settings that `again` has.
 * The caller owns that.
 */
export type JobMember = RunToSend | { again: TrainedRun };

/** Makes the run, or lets it wait again, for the job. Throws `unavailable` where it cannot be written. */
export async function queueMember(
  project: ProjectFolder,
  member: JobMember,
  job: { id: string; place: string },
): Promise<TrainedRun> {
  if (!('again' in member)) return createRun(project, { ...member, job });
  const queued: TrainedRun = {
    ...member.again,
    ...{ status: 'queued', pid: null, ended: null, failure: null, failedStep: null },
    job,
  };
  await writeRun(project, queued);
  return queued;
}

/** Takes back what `queueMember` has done, where the job could not be made: no program trains the run. */
export async function takeBackMember(
  project: ProjectFolder,
  { member, run, failure }: { member: JobMember; run: TrainedRun; failure: string },
): Promise<TrainedRun> {
  const ended = new Date().toISOString();
  const left =
    'again' in member ? member.again : ({ ...run, status: 'failed', failure, ended } as const);
  await writeRun(project, left);
  return left;
}
