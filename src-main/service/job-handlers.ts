import type { Handlers } from '#api/commands';
import type { JobRunner } from '#cluster/job-runner';
import { mapLimited } from '#files/map-limited';
import { isJobOver } from '#spec/job';
import { listJobs, readJobRequest } from '#storage/jobs';
import { troubleFields } from './announced-jobs';
import type { Workspace } from './workspace';

type JobHandlers = Pick<Handlers, Extract<keyof Handlers, `jobs.${string}`>>;

/** Files that are open at the same time. */
const openFiles = 16;

export function jobHandlers(workspace: Workspace, jobs: JobRunner): JobHandlers {
  return {
    'jobs.list': async ({ projectId }) => {
      const project = await workspace.presentProject(projectId);
      const { items } = await listJobs(project);
      return mapLimited(items, openFiles, async (job) => ({
        job,
        ...troubleFields(jobs, project, job),
        request: isJobOver(job) ? null : await readJobRequest(project, job.id),
      }));
    },
    'jobs.request': ({ projectId, jobId, request }) =>
      jobs.request(workspace.project(projectId), jobId, request),
  };
}
