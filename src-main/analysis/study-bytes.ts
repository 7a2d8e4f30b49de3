import { countModel } from '#spec/counts';
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

const bytesPerNumber = 4;
/** A row of a curve; train loss and error are measured at every step. */
const bytesPerStep = 3 * 24;
const slotsOfOptimizer = { sgd: 0, momentum: 1, rmsprop: 1, adam: 2 } as const;

/** The bytes of a run that has not been trained, from the number of its parameters. */
export function estimateRunBytes({ model, task, training }: Experiment): RunBytes {
  const { total, interfaces } = countModel(model, taskFields(task));
  const parameters = total.parameters + (training.method === 'dni' ? interfaces.parameters : 0);
  const copies = 1 + slotsOfOptimizer[training.optimizer.kind];
  return { checkpoint: bytesPerNumber * parameters * copies, step: bytesPerStep };
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
