import { randomSource } from './random';

/** Samples of n values drawn from n values with replacement, as the bootstrap takes them. */
export interface Resamples {
  /** One after the other, each n indices in rising order: of values in rising order, a resample is so too. */
  indices: Uint16Array;
  /** How likely each resample is, relative to the others. */
  weights: Float64Array;
  count: number;
}

/** Of up to so many values all resamples are taken: 462 that differ for six. */
export const maxExact = 6;
const draws = 1000;
const known = new Map<number, Resamples>();

/**
 * All resamples where they are few, with the number of orders in which each can be drawn as its weight; else 1,000 that
 * are drawn with a fixed seed. They depend on n alone, so that all points of a curve share them.
 */
export function resamplesOf(n: number): Resamples {
  const resamples = known.get(n) ?? (n <= maxExact ? listAll(n) : draw(n));
  known.set(n, resamples);
  return resamples;
}

function listAll(n: number): Resamples {
  const samples: number[][] = [];
  const weights: number[] = [];
  const extend = (sample: readonly number[], orders: number, repeats: number): void => {
    if (sample.length === n) {
      samples.push([...sample]);
      weights.push(orders);
      return;
    }
    const last = sample.at(-1) ?? 0;
    const length = sample.length + 1;
    // A multinomial coefficient grows by the length, over how often its last index occurs.
    if (sample.length > 0)
      extend([...sample, last], (orders * length) / (repeats + 1), repeats + 1);
    for (let next = sample.length > 0 ? last + 1 : 0; next < n; next++)
      extend([...sample, next], orders * length, 1);
  };
  extend([], 1, 0);
  return {
    indices: Uint16Array.from(samples.flat()),
    weights: Float64Array.from(weights),
    count: samples.length,
  };
}

function draw(n: number): Resamples {
  const random = randomSource(n);
  const indices = new Uint16Array(draws * n);
  for (let at = 0; at < draws; at++)
    indices
      .subarray(at * n, (at + 1) * n)
      .set(Uint16Array.from({ length: n }, () => Math.floor(random() * n)).sort());
  return { indices, weights: new Float64Array(draws).fill(1), count: draws };
}
