import type { Experiment } from './experiment';
import { inferUpdateWindows } from './update-windows';

/**
 * How many examples one training step consumes: the batch size times the ticks of a step (1 for a set of
 * examples). Null where that grows with the level of a curriculum.
 */
export function examplesPerStep(experiment: Experiment): number | null {
  const windows = inferUpdateWindows(experiment);
  return windows && windows.step * experiment.training.batch;
}
