import type { Handlers } from '#api/commands';
import type { JobRunner } from '#cluster/job-runner';
import { listJobs } from '#storage/jobs';
import type { Workspace } from './workspace';

type JobHandlers = Pick<Handlers, Extract<keyof Handlers, `jobs.${string}`>>;

export function jobHandlers(workspace: Workspace, jobs: JobRunner): JobHandlers {
  return {
    'jobs.list': async ({ projectId }) => {
      const project = await workspace.presentProject(projectId);
      const { items } = await listJobs(project);
      return items.map((job) => ({ job, trouble: jobs.troubleOf(project, job.id) }));
    },
    'jobs.request': ({ projectId, jobId, request }) =>
      jobs.request(workspace.project(projectId), jobId, request),
  };
}
