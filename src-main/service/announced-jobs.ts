import type { EmitEvent } from '#api/events';
import type { JobRunner, JobRunnerOptions } from '#cluster/job-runner';
import { safeName } from '#storage/names';
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
  const jobs: JobRunner = newJobRunner(places, {
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
    onJob: (project, job) =>
      emit('job.changed', {
        projectId: project.id,
        job,
        trouble: jobs.troubleOf(project, job.id),
      }),
    onTrouble: ({ id: projectId }, job, trouble) =>
      emit('job.changed', { projectId, job, trouble }),
    // A project from elsewhere may hold links, through which a job would write.
    assertWritable: ({ directory }, { runIds }) =>
      access.assertWritable(directory, [
        { path: 'jobs', depth: 1 },
        ...runIds.map((id) => ({ path: `runs/${safeName(id, 'run')}`, depth: 3 })),
      ]),
  });
  return jobs;
}
