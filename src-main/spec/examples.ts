import type { Experiment } from './experiment';
import { moduleWindows } from './windows';

/**
 * Examples that one step takes in: the batch, in streams times the ticks of a step (characters of a
 * text). Null where that changes with the level of a curriculum.
 */
export function examplesPerStep(experiment: Experiment): number | null {
  const windows = moduleWindows(experiment);
  return windows && windows.step * experiment.training.batch;
}
