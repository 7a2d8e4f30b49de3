import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { createHash } from 'node:crypto';

/** All that a generator is: saved in a checkpoint as JSON, it goes on from the same place. */
export type GeneratorState = readonly number[];

export interface Generator {
  /** In [0, 1), 53 bits. */
  uniform(): number;
  /** A whole number in [0, n), without bias. */
  below(n: number): number;
  /** Mean 0, variance 1. */
  normal(): number;
  state(): GeneratorState;
}

/** An independent stream of random numbers for each pair of seed and purpose. */
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
    // Box and Muller; the second number is not kept, so that the state is the whole state.
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
    state: () => [...source.getState()],
  };
}

/** 0 … n − 1 in random order (Fisher and Yates). */
export function shuffledIndices(n: number, generator: Generator): Uint32Array {
  const indices = Uint32Array.from({ length: n }, (_, index) => index);
  for (let last = n - 1; last > 0; last--) {
    const other = generator.below(last + 1);
    const kept = indices[last] ?? 0;
    indices[last] = indices[other] ?? 0;
    indices[other] = kept;
  }
  return indices;
}
