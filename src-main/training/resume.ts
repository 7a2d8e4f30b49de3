import { WorkbenchError } from '#spec/errors';
import type { Experiment } from '#spec/experiment';
import type { Run } from '#spec/run';

/**
 * The experiment with which an ended run is resumed; `steps` is its new total number of steps. Throws a
 * WorkbenchError where no step would be left: `conflict` if the run is finished and `steps` is
 * unchanged, else `validation`.
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
