import type { SplitName } from '#spec/task';
import { createGenerator, type Generator } from '../random';

/** Ticks of the validation and test parts of generated tasks: several sequences of so many ticks, or delays. */
export function heldOutTicks(sequence: number): number {
  return Math.max(512, 4 * sequence);
}

/** Training draws from the run's generator; the held parts are the same in every run. */
export function generatorOf(split: SplitName, training: Generator): Generator {
  return split === 'train' ? training : createGenerator(1, split);
}
