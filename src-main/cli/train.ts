import { formatProblem } from '#spec/problems';
import { getModel } from '#storage/models';
import { openProject } from '#storage/projects';
import { driveRun, exitStatusOf, needRuntime } from './drive-run';
import { jsonReporter } from './json-reporter';
import { tell } from './output';
import { peopleReporter } from './people-reporter';
import { findOrMakeProject, findProject, projectDirectory } from './project-place';
import type { RunReporter } from './run-reporter';
import { findSource, readTrainable, type Changes } from './spec-source';

export interface TrainOptions extends Changes {
  project?: string;
  name?: string;
  json?: boolean;
}

/** `train`: nothing is written before the description is known to be good. Returns the exit status. */
export async function train(source: string, options: TrainOptions): Promise<number> {
  const directory = projectDirectory(options.project);
  const before = await findProject(directory);
  const found = await findSource(source, before);
  const { spec, warnings } = await readTrainable(found, before, options);
  for (const problem of warnings) tell(formatProblem(problem));
  await needRuntime();
  const project = before ?? (await findOrMakeProject(directory));
  const { modelId } = found;
  if (found.kind === 'template' && (await getModel(project, source).catch(() => null)))
    tell(`This trains the template; the project's own model of that name is 'models/${source}'.`);
  const run = await driveRun(project, reporterOf(options), (runs) =>
    runs.start(project, { spec, modelId, name: options.name }),
  );
  return exitStatusOf(run);
}

export interface ResumeOptions {
  project?: string;
  steps?: number;
  json?: boolean;
}

/** `resume`: lets an ended run go on from its last checkpoint. Returns the exit status. */
export async function resume(runId: string, options: ResumeOptions): Promise<number> {
  const project = await openProject(projectDirectory(options.project));
  const run = await driveRun(project, reporterOf(options), async (runs) => {
    await runs.get(project, runId);
    await needRuntime();
    await runs.resume(project, runId, options.steps);
    return runs.get(project, runId);
  });
  return exitStatusOf(run);
}

function reporterOf({ json }: { json?: boolean }): RunReporter {
  return json ? jsonReporter() : peopleReporter();
}
