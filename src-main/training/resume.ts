import { WorkbenchError } from '#spec/errors';
import type { Experiment } from '#spec/experiment';
import type { Run } from '#spec/run';

/**
 * The experiment an ended run goes on with, `steps` being its new number of steps in all. Throws
 * `conflict` or `validation` where nothing would be left to do.
 */
export function experimentToResume(run: Run, steps = run.spec.training.steps): Experiment {
  if (steps > run.step || (run.status !== 'finished' && steps === run.spec.training.steps))
    return { ...run.spec, training: { ...run.spec.training, steps } };
  throw run.status === 'finished' && steps === run.spec.training.steps
    ? new WorkbenchError(
        'conflict',
        `The run has done all its ${steps} steps: give a larger number of steps to go on.`,
      )
    : new WorkbenchError(
        'validation',
        `The run has done ${run.step} steps: ${steps} steps in all leave nothing to do, give a larger number.`,
      );
}
