import { ownPlaces } from '#service/place-access';
import { PlaceRuns } from '#service/place-runs';
import { WorkbenchError } from '#spec/errors';
import type { Experiment } from '#spec/experiment';
import type { Job } from '#spec/job';
import { readJob } from '#storage/jobs';
import type { ProjectFolder } from '#storage/projects';
import { readRun } from '#storage/runs';
import type { ResumeRequest } from '#training/resume';
import { findOrCreateProject } from './find-project';
import { followJobs } from './follow-jobs';

export interface ToTrainAt {
  /** The folder of the project, which is made where there is none. */
  directory: string;
  existing: ProjectFolder | null;
  /** With the method, seed and steps of the run. */
  spec: Experiment;
  modelId: string | null;
  options: { name?: string; continue?: string; json?: boolean };
}

/** `train --at`: sends the run to a place and follows it. Returns the exit status. */
export async function trainAt(
  placeId: string,
  { directory, existing, spec, modelId, options }: ToTrainAt,
): Promise<number> {
  if (options.continue !== undefined)
    throw new WorkbenchError(
      'validation',
      '--continue begins with a checkpoint of a run that is here: leave out --at, or --continue.',
    );
  const place = await ownPlaces().file.get(placeId);
  const project = existing ?? (await findOrCreateProject(directory));
  const name = options.name?.trim() || spec.name;
  return followJobs(project, options, async (runner) => [
    await runner.send(project, place, [{ spec, name, modelId }]),
  ]);
}

export interface ToResumeAt {
  project: ProjectFolder;
  runIds: readonly string[];
  changes: ResumeRequest;
  json?: boolean;
}

/** `resume --at`: sends ended runs to a place, each in a job of its own, and follows them. Returns the exit status. */
export async function resumeAt(
  placeId: string,
  { project, runIds, changes, json }: ToResumeAt,
): Promise<number> {
  const place = await ownPlaces().file.get(placeId);
  return followJobs(project, { json }, async (runner) => {
    const [runs, jobs] = [new PlaceRuns(runner), new Map<string, Job>()];
    for (const id of runIds) {
      await runs.resume(project, place, id, changes);
      const { job } = await readRun(project, id);
      if (job) jobs.set(job.id, await readJob(project, job.id));
    }
    return [...jobs.values()];
  });
}
