import type { EmitEvent } from '#api/events';
import type { JobView } from '#api/types';
import type { JobRunner, JobRunnerOptions } from '#cluster/job-runner';
import type { Job } from '#spec/job';
import type { ProjectFolder } from '#storage/projects';
import type { DiskAccess } from './disk-access';
import { newJobRunner, type PlaceAccess } from './place-access';

export interface AnnouncedJobsOptions extends Pick<
  JobRunnerOptions,
  'listProgram' | 'everyMs' | 'checkpointEverySeconds'
> {
  emit: EmitEvent;
  access: Pick<DiskAccess, 'assertWritable'>;
}

/** Sends runs to places and follows their jobs, and tells the windows what comes of them. */
export function newAnnouncedJobs(
  places: PlaceAccess,
  { emit, access, ...options }: AnnouncedJobsOptions,
): JobRunner {
  const jobs: JobRunner = newJobRunner(places, access, {
    ...options,
    onRun({ id: projectId }, run, news) {
      const runId = run.id;
      emit('run.changed', { projectId, run });
      for (const entry of news?.log ?? []) emit('run.log', { projectId, runId, entry });
      for (const step of news?.checkpoints ?? [])
        emit('run.checkpoint', { projectId, runId, step });
      for (const { message } of news?.alerts ?? [])
        emit('run.alert', { projectId, runId, message });
    },
    onJob: tell,
    onTrouble: tell,
  });
  function tell(project: ProjectFolder, job: Job): void {
    emit('job.changed', { projectId: project.id, job, ...troubleFields(jobs, project, job) });
  }
  return jobs;
}

/** Why a job cannot be followed, as a window shows it. */
export function troubleFields(
  jobs: Pick<JobRunner, 'troubleOf'>,
  project: ProjectFolder,
  { id }: Job,
): Pick<JobView, 'trouble' | 'troubleSince'> {
  const trouble = jobs.troubleOf(project, id);
  return { trouble: trouble?.message ?? null, troubleSince: trouble?.since ?? null };
}
