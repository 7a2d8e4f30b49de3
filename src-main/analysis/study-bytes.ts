import { estimateDisk } from '#spec/estimate-disk';
import type { Experiment } from '#spec/experiment';
import { taskFields } from '#spec/task';
import type { RunLeft } from './study-left';

/** What a run leaves on the disk. */
export interface RunBytes {
  /** Of one checkpoint. */
  checkpoint: number;
  /** Of curves and the log, by step. */
  step: number;
}

/** The bytes of a run that has not been trained, from its settings. */
export function estimateRunBytes(experiment: Experiment): RunBytes {
  const { checkpoint, curves } = estimateDisk(experiment, taskFields(experiment.task));
  return { checkpoint, step: curves / experiment.training.steps };
}

/** The bytes that the runs will add; `measured`: by model, where a run of it is there. */
export function estimateBytes(
  left: readonly RunLeft[],
  measured: ReadonlyMap<string, RunBytes>,
): number {
  return left.reduce((sum, { wanted, run, steps }) => {
    const bytes = measured.get(wanted.model) ?? estimateRunBytes(wanted.spec);
    // The first and the last step have a checkpoint too.
    const checkpoints = Math.ceil(steps / wanted.spec.training.checkpointEvery) + (run ? 0 : 1);
    return sum + checkpoints * bytes.checkpoint + steps * bytes.step;
  }, 0);
}
