import { countNoun } from '#spec/count-noun';
import { WorkbenchError } from '#spec/errors';
import type { Experiment } from '#spec/experiment';
import type { TrainedRun, StudyPlace } from '#spec/run';

export interface ResumeRequest {
  /** The new total number of steps; left out, it stays. */
  steps?: number;
  /** The checkpoint to go on from; left out, it is the last whole one. */
  from?: number;
  /** Whether to go on with data that the run was not trained on so far; otherwise it does not start. */
  acceptOtherData?: boolean;
  /** The new place in its study; left out, it stays. */
  study?: StudyPlace;
}

/**
 * The experiment with which an ended run is resumed. Throws a WorkbenchError where no step would be left: `conflict`
 * if the run is finished and nothing of the request differs, else `validation`.
 */
export function experimentToResume(
  run: TrainedRun,
  { steps = run.spec.training.steps, from = run.step }: ResumeRequest = {},
): Experiment {
  if (steps > from || (run.status !== 'finished' && steps === run.spec.training.steps))
    return { ...run.spec, training: { ...run.spec.training, steps } };
  throw run.status === 'finished' && steps === run.spec.training.steps
    ? new WorkbenchError(
        'conflict',
        `The run has done ${steps === 1 ? 'its one step' : `all its ${countNoun(steps, 'step')}`}: give a larger number of steps to go on.`,
      )
    : new WorkbenchError(
        'validation',
        `The run has done ${countNoun(from, 'step')}: ${countNoun(steps, 'step')} in all ${steps === 1 ? 'leaves' : 'leave'} nothing to do, give a larger number.`,
      );
}
