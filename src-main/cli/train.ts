import { WorkbenchError } from '#spec/errors';
import { passMilestone } from '#files/milestones';
import { thisComputerId } from '#spec/place';
import { formatProblem } from '#spec/problems';
import type { Run } from '#spec/run';
import { findCheckpoint } from '#storage/find-checkpoint';
import { openProject, type ProjectFolder } from '#storage/projects';
import { readTrainedRun } from '#storage/runs';
import { groupRuns } from '#training/group-runs';
import type { LaunchWorker } from '#training/port';
import type { RunManager } from '#training/run-manager';
import { driveRun, driveRuns, exitStatusOf, ensureRuntime } from './drive-run';
import { jsonReporter } from './json-reporter';
import { lineReporter } from './line-reporter';
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
  if (options.at !== undefined && options.at !== thisComputerId) {
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
  /** The place that is to train the runs. */
  at?: string;
  json?: boolean;
}

/**
 * `resume`: continues ended runs from their last whole checkpoints, or one from a chosen one. Of several, those that are
 * alike train together, the others one after the other. Returns the exit status: that of the worst.
 */
export async function resume(
  runIds: readonly string[],
  { steps, from, acceptOtherData, requests, cores, at, ...options }: ResumeOptions,
  launch?: LaunchWorker,
): Promise<number> {
  const project = await openProject(projectDirectory(options.project));
  const [, ...others] = runIds;
  if (from !== undefined && others.length > 0)
    throw new WorkbenchError(
      'validation',
      '--from names a checkpoint of one run: resume the runs one by one, or leave it out.',
    );
  const changes = { steps, from, acceptOtherData };
  if (at !== undefined && at !== thisComputerId) {
    if (requests !== undefined || cores !== undefined)
      throw new WorkbenchError(
        'validation',
        '--requests and --cores are for runs on this computer: leave them out, or --at.',
      );
    const { resumeAt } = await import('./train-at');
    return resumeAt(at, { project, runIds, changes, json: options.json });
  }
  const begin = async (runs: RunManager): Promise<Run[]> => {
    for (const id of runIds) await runs.get(project, id);
    await ensureRuntime();
    for (const group of await groupToResume(project, runIds, runs))
      if (group.length === 1) await runs.resume(project, group[0] ?? '', changes);
      else
        await runs.startTogether(
          project,
          group.map((id) => ({ resume: id, changes })),
        );
    return Promise.all(runIds.map((id) => runs.get(project, id)));
  };
  const reporterOf = others.length === 0 ? () => createReporter(options) : manyReporters(options);
  const ended = await driveRuns(project, reporterOf, begin, { launch, requests, cores });
  return Math.max(...ended.map(exitStatusOf));
}

/** The ids of runs, those in a group that train together. */
async function groupToResume(
  project: ProjectFolder,
  runIds: readonly string[],
  runs: RunManager,
): Promise<string[][]> {
  const members = await Promise.all(
    [...new Set(runIds)].map(async (id) => {
      const run = await readTrainedRun(project, id, 'be resumed');
      return { run, wanted: { spec: run.spec } };
    }),
  );
  const groups = groupRuns(members, 1, (spec) => runs.queue.mostTogether(spec));
  return groups.map((group) => group.map(({ run }) => run.id));
}

function manyReporters({ json }: { json?: boolean }): (run: Run) => RunReporter {
  return json ? ({ id }) => jsonReporter({ runId: id }) : () => lineReporter();
}

function createReporter({ json }: { json?: boolean }): RunReporter {
  return json ? jsonReporter() : consoleReporter();
}
