import type { SplitName } from '#spec/task';
import { createGenerator, type Generator } from '../random';

/**
 * Ticks of the validation and test splits of a generated task: four sequences of `sequenceTicks` ticks (or four
 * delays), and 512 ticks at least.
 */
export function heldOutTicks(sequenceTicks: number): number {
  return Math.max(512, 4 * sequenceTicks);
}

/** Training draws from the run's generator; the held-out splits are the same in every run. */
export function generatorForSplit(split: SplitName, training: Generator): Generator {
  return split === 'train' ? training : createGenerator(1, split);
}
