import { describeJobState } from '#analysis/describe-job';
import { isJobOver, type JobRequest } from '#spec/job';
import { listJobs, readJobRequest } from '#storage/jobs';
import { openProject } from '#storage/projects';
import { describeUnreadable } from '#storage/versioned-json';
import { exitStatus } from './exit-status';
import { projectDirectory } from './find-project';
import { followJobs } from './follow-jobs';
import { print, printAll, printToStderr } from './output';

export interface JobOptions {
  project?: string;
  json?: boolean;
}

/** `jobs list`. */
export async function list({ project, json }: JobOptions): Promise<void> {
  const folder = await openProject(projectDirectory(project));
  const { items, problems } = await listJobs(folder);
  for (const problem of problems) printToStderr(`warning: ${describeUnreadable(problem)}`);
  if (json) print(JSON.stringify(items));
  else if (items.length === 0) print('This project has no jobs: its runs were trained here.');
  else printAll(items.map((job) => describeJobState(job)));
}

/** `jobs follow`: brings back the runs of the jobs that are not over. Returns the exit status. */
export async function follow(options: JobOptions): Promise<number> {
  const folder = await openProject(projectDirectory(options.project));
  const open = (await listJobs(folder)).items.filter((job) => !isJobOver(job));
  if (open.length === 0) {
    if (!options.json) print('No job of this project is at work.');
    return exitStatus.finished;
  }
  return followJobs(folder, options, async (runner) => {
    await runner.follow(folder);
    return open;
  });
}

/**
 * `jobs stop`, `pause`, `resume` and `cancel`. Waits until the place knows it, and with `stop` and `cancel` for the end.
 * Returns the exit status: 0 where it was handed over.
 */
export async function ask(id: string, request: JobRequest, options: JobOptions): Promise<number> {
  const folder = await openProject(projectDirectory(options.project));
  const isEnd = request === 'stop' || request === 'cancel';
  const status = await followJobs(folder, options, async (runner) => {
    const job = await runner.request(folder, id, request);
    if (isEnd) return [job];
    await runner.whenTaken(folder, id);
    return [];
  });
  if (status === exitStatus.interrupted) return status;
  const isTaken = (await readJobRequest(folder, id)) === null;
  return isTaken ? exitStatus.finished : exitStatus.failed;
}
