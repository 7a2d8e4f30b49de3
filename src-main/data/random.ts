/**
 * Seeded random numbers whose state can be saved. Example:
 *
 *     const generator = createGenerator(seed, 'batches');
 *     const state = generator.state();
 *     restoreGenerator(state).uniform() === generator.uniform(); // true
 */
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { createHash } from 'node:crypto';

/** The complete state of a generator; saved as JSON in checkpoints. */
export type GeneratorState = readonly number[];

export interface Generator {
  /** A number in [0, 1) with 53 random bits. */
  uniform(): number;
  /** An integer in [0, n), without bias. */
  below(n: number): number;
  /** A normally distributed number with mean 0 and variance 1. */
  normal(): number;
  state(): GeneratorState;
}

/** A generator; each pair of seed and purpose gives an independent stream of random numbers. */
export function createGenerator(seed: number, purpose: string): Generator {
  const digest = createHash('sha256').update(`${seed}/${purpose}`).digest();
  const state = [0, 4, 8, 12].map((at) => digest.readInt32LE(at));
  return wrap(xoroshiro128plusFromState(state));
}

export function restoreGenerator(state: GeneratorState): Generator {
  return wrap(xoroshiro128plusFromState(state));
}

function wrap(source: RandomGenerator): Generator {
  const uniform = (): number => uniformFloat64(source);
  return {
    uniform,
    below: (n) => uniformInt(source, 0, n - 1),
    // The Box-Muller transform. Its second number is discarded, so that the state of the source is the whole state.
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
    state: () => [...source.getState()],
  };
}

/** The numbers 0 to n − 1. (`Uint32Array.from` takes forty times as long.) */
export function countingIndices(n: number): Uint32Array {
  const indices = new Uint32Array(n);
  for (let index = 0; index < n; index++) indices[index] = index;
  return indices;
}

/** The numbers 0 to n − 1 in random order (Fisher-Yates shuffle). */
export function shuffledIndices(n: number, generator: Generator): Uint32Array {
  const indices = countingIndices(n);
  for (let last = n - 1; last > 0; last--) {
    const other = generator.below(last + 1);
    const swapped = indices[last] ?? 0;
    indices[last] = indices[other] ?? 0;
    indices[other] = swapped;
  }
  return indices;
}
