import { WorkbenchError } from '#spec/errors';
import { passMilestone } from '#files/milestones';
import { formatProblem } from '#spec/problems';
import type { Run } from '#spec/run';
import { findCheckpoint } from '#storage/find-checkpoint';
import { openProject, type ProjectFolder } from '#storage/projects';
import { readTrainedRun } from '#storage/runs';
import type { LaunchWorker } from '#training/port';
import type { RunManager } from '#training/run-manager';
import { driveRun, exitStatusOf, ensureRuntime } from './drive-run';
import { jsonReporter } from './json-reporter';
import { printToStderr } from './output';
import { consoleReporter } from './console-reporter';
import { findOrCreateProject, findProject, projectDirectory } from './find-project';
import type { RunReporter } from './run-reporter';
import { findSource, readTrainable, type SpecOverrides } from './spec-source';

export interface TrainOptions extends SpecOverrides {
  project?: string;
  name?: string;
  /** The run whose checkpoint it begins with. */
  continue?: string;
  /** The step of that checkpoint; left out: the last. */
  checkpoint?: number;
  /** The place that trains the run. */
  at?: string;
  json?: boolean;
}

/**
 * `train`: trains a spec, in the worker that `launch` starts. Writes nothing before the spec is known to be valid. Returns
 * the exit status.
 */
export async function train(
  source: string,
  options: TrainOptions,
  launch?: LaunchWorker,
): Promise<number> {
  passMilestone('command loaded');
  const directory = projectDirectory(options.project);
  const existing = await findProject(directory);
  const specSource = await findSource(source, existing);
  const { spec, warnings } = await readTrainable(specSource, existing, options);
  for (const problem of warnings) printToStderr(formatProblem(problem));
  passMilestone('experiment checked');
  const parent = await findParent(existing, directory, options);
  const { modelId } = specSource;
  if (options.at !== undefined) {
    const { trainAt } = await import('./train-at');
    return trainAt(options.at, { directory, existing, spec, modelId, options });
  }
  await ensureRuntime();
  const project = existing ?? (await findOrCreateProject(directory));
  const run = await driveRun(
    project,
    createReporter(options),
    (runs) => runs.start(project, { spec, modelId, name: options.name, parent }),
    { launch },
  );
  return exitStatusOf(run);
}

/** The checkpoint that a run begins with; undefined where it begins anew. */
async function findParent(
  project: ProjectFolder | null,
  directory: string,
  { continue: runId, checkpoint }: TrainOptions,
): Promise<{ runId: string; step: number } | undefined> {
  if (runId === undefined && checkpoint !== undefined)
    throw new WorkbenchError(
      'validation',
      '--checkpoint is of the run that --continue names: give both, or none.',
    );
  if (runId === undefined) return undefined;
  // Throws where the folder has no project, and so no run.
  const holder = project ?? (await openProject(directory));
  await readTrainedRun(holder, runId, 'be continued');
  return { runId, step: await findCheckpoint(holder, runId, checkpoint) };
}

export interface ResumeOptions {
  project?: string;
  steps?: number;
  from?: number;
  acceptOtherData?: boolean;
  /** A folder in which a cluster's place asks for a stop or a pause. */
  requests?: string;
  /** Processor cores that it may use; left out: all. */
  cores?: number;
  json?: boolean;
}

/** `resume`: continues an ended run from its last whole checkpoint, or a chosen one. Returns the exit status. */
export async function resume(
  runId: string,
  options: ResumeOptions,
  launch?: LaunchWorker,
): Promise<number> {
  const project = await openProject(projectDirectory(options.project));
  const begin = async (runs: RunManager): Promise<Run> => {
    await runs.get(project, runId);
    await ensureRuntime();
    const { steps, from, acceptOtherData } = options;
    await runs.resume(project, runId, { steps, from, acceptOtherData });
    return runs.get(project, runId);
  };
  const { requests, cores } = options;
  const run = await driveRun(project, createReporter(options), begin, { launch, requests, cores });
  return exitStatusOf(run);
}

function createReporter({ json }: { json?: boolean }): RunReporter {
  return json ? jsonReporter() : consoleReporter();
}
