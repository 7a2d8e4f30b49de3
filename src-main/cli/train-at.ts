import { WorkbenchError } from '#spec/errors';
import type { Experiment } from '#spec/experiment';
import type { ProjectFolder } from '#storage/projects';
import { placesFile } from './cluster-tools';
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
  const place = await placesFile().get(placeId);
  const project = existing ?? (await findOrCreateProject(directory));
  const name = options.name?.trim() || spec.name;
  return followJobs(project, options, async (runner) => [
    await runner.send(project, place, [{ spec, name, modelId }]),
  ]);
}
