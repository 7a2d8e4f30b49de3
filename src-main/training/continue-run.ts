/** Runs that go on from a checkpoint of another run with a spec of their own. */
import { countNoun } from '#spec/count-noun';
import { describeMisfit } from '#spec/check-continuation';
import { isOfKind, WorkbenchError } from '#spec/errors';
import type { Experiment } from '#spec/experiment';
import type { Run } from '#spec/run';
import { checkpointsDirectory } from '#storage/checkpoints';
import { findCheckpoint } from '#storage/find-checkpoint';
import type { ProjectFolder } from '#storage/projects';
import { readTrainedRun, runDirectory } from '#storage/runs';
import type { ParentCheckpoint } from './protocol';
import { dataBefore } from './recorded-data';

/**
 * Throws where a run with this spec cannot go on from the checkpoint: `notFound` where there is no such run or
 * checkpoint, `validation` where no step is left or nothing was trained, `conflict` where its model has other parameters.
 */
export async function assertContinuable(
  project: ProjectFolder,
  { runId, step }: { runId: string; step: number },
  spec: Experiment,
): Promise<void> {
  const parent = await readTrainedRun(project, runId, 'be continued');
  await findCheckpoint(project, runId, step);
  if (step === 0)
    throw new WorkbenchError(
      'validation',
      `The checkpoint of step 0 of the run '${runId}' is the untrained model: start a new run, or choose a later checkpoint.`,
    );
  const { steps } = spec.training;
  if (steps <= step)
    throw new WorkbenchError(
      'validation',
      `The run goes on from step ${step}, and its steps count on from there: ${countNoun(steps, 'step')} in all ${steps === 1 ? 'leaves' : 'leave'} nothing to do, give a larger number.`,
    );
  const misfit = describeMisfit(parent.spec, spec);
  if (misfit !== null)
    throw new WorkbenchError(
      'conflict',
      `The run cannot go on from the checkpoint of '${runId}': ${misfit} Undo that change, or start a new run.`,
    );
}

/** Where a run goes on from that has no checkpoint of its own yet; null where it starts at step 0. */
export async function parentCheckpoint(
  project: ProjectFolder,
  { parent }: Run,
): Promise<ParentCheckpoint | null> {
  if (!parent) return null;
  const { runId, step } = parent;
  const run = await readTrainedRun(project, runId, 'be continued').catch((error: unknown) => {
    if (!isOfKind(error, 'notFound')) throw error;
    throw new WorkbenchError(
      'notFound',
      `The run goes on from '${runId}', which is not in the project any more: restore it from the trash.`,
    );
  });
  const checkpoints = checkpointsDirectory(runDirectory(project, runId));
  return { checkpoints, step, spec: run.spec, data: dataBefore(run.data, step) };
}
