import { setTimeout as sleep } from 'node:timers/promises';
import { describeJobState } from '#analysis/describe-job';
import { isJobOver, type Job, type JobRequest } from '#spec/job';
import { listCheckpoints } from '#storage/checkpoints';
import { listJobs, readJobRequest } from '#storage/jobs';
import { openProject, type ProjectFolder } from '#storage/projects';
import { runDirectory } from '#storage/runs';
import { describeUnreadable } from '#storage/versioned-json';
import { exitStatus } from './exit-status';
import { projectDirectory } from './find-project';
import { followJobs } from './follow-jobs';
import { formatCount } from './format';
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
 * `jobs checkpoint`, `stop`, `pause`, `resume` and `cancel`. Waits until the place knows it, with `stop` and `cancel` for
 * the end, with `checkpoint` a moment for what comes. Returns the exit status: 0 where it was handed over.
 */
export async function ask(id: string, request: JobRequest, options: JobOptions): Promise<number> {
  const folder = await openProject(projectDirectory(options.project));
  const isEnd = request === 'stop' || request === 'cancel';
  const status = await followJobs(folder, options, async (runner) => {
    const job = await runner.request(folder, id, request);
    if (isEnd) return [job];
    const before = await newestCheckpoints(folder, job);
    await runner.whenTaken(folder, id);
    if (request === 'checkpoint') await awaitCheckpoints(folder, job, { before, options });
    return [];
  });
  if (status === exitStatus.interrupted) return status;
  const isTaken = (await readJobRequest(folder, id)) === null;
  return isTaken ? exitStatus.finished : exitStatus.failed;
}

/** A node sends its checkpoint within a second or two, and what it has sent is looked for every 3 s. */
const awaitedSeconds = 15;

/** By run; of one without a checkpoint nothing. */
async function newestCheckpoints(
  folder: ProjectFolder,
  { runIds }: Job,
): Promise<Map<string, number>> {
  const newest = new Map<string, number>();
  for (const id of runIds) {
    const last = (await listCheckpoints(runDirectory(folder, id))).at(-1);
    if (last) newest.set(id, last.step);
  }
  return newest;
}

/** Waits until a newer checkpoint of a run is here, and tells which; a while only, since there may be none. */
async function awaitCheckpoints(
  folder: ProjectFolder,
  job: Job,
  { before, options }: { before: ReadonlyMap<string, number>; options: JobOptions },
): Promise<void> {
  for (let seconds = 0; seconds < awaitedSeconds; seconds += 1) {
    const newer = [...(await newestCheckpoints(folder, job))].filter(
      ([id, step]) => step > (before.get(id) ?? -1),
    );
    for (const [runId, step] of newer)
      print(
        options.json
          ? JSON.stringify({ event: 'checkpoint', runId, step })
          : `${runId}: the checkpoint of step ${formatCount(step)} is here.`,
      );
    if (newer.length > 0) return;
    await sleep(1000);
  }
  if (!options.json) print('No newer checkpoint has come: the runs have written none yet.');
}
