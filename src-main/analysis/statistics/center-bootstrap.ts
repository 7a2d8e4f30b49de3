import { binomialTail } from './binomial';
import { maxExact, resamplesOf } from './resamples';
import { weightedQuantile } from './weighted-quantile';

/**
 * 95 % intervals for the mean and the median of a few values by the percentile bootstrap, fast enough for every point of
 * a curve. Of up to six values all resamples are taken. Of more, nothing is drawn either: the quantiles of a mean follow
 * from the first four moments (Cornish and Fisher 1938), on the whole closer than with 1,000 draws; those of a median
 * from binomial probabilities, exactly for an odd number of values.
 */

/**
 * Writes the ends of the interval for the first `count` values into `ends`. The values rise; of more than `maxExact` for
 * a mean it is enough that the smallest is the first and the largest the last.
 */
export type CenterBootstrap = (rising: Float64Array, count: number, ends: Float64Array) => void;

const level = 0.95;
const lowPart = (1 - level) / 2;
const highPart = (1 + level) / 2;
const normalQuantile = 1.959963984540054;

export const bootstrapMean: CenterBootstrap = (rising, count, ends) => {
  if (count > maxExact) expandMean(rising, count, ends);
  else resample(rising, count, ends, meanOf);
};

export const bootstrapMedian: CenterBootstrap = (rising, count, ends) => {
  if (count > maxExact) {
    const { low, high } = medianRanks(count);
    ends[0] = meanAt(rising, low);
    ends[1] = meanAt(rising, high);
  } else resample(rising, count, ends, medianOf);
};

const sample = new Float64Array(maxExact);

function resample(
  rising: Float64Array,
  count: number,
  ends: Float64Array,
  statistic: (sample: Float64Array, count: number) => number,
): void {
  const { indices, weights, wanted, low, high, scratch } = tailOf(count);
  for (let at = 0; at < weights.length; at++) {
    const start = at * count;
    for (let place = 0; place < count; place++)
      sample[place] = rising[indices[start + place] ?? 0] ?? 0;
    low[at] = statistic(sample, count);
    // The mirror image of the resample, in rising order too, negated: its smallest values are searched as well.
    for (let place = 0; place < count; place++)
      sample[count - 1 - place] = rising[count - 1 - (indices[start + place] ?? 0)] ?? 0;
    high[at] = -statistic(sample, count);
  }
  scratch.set(weights);
  ends[0] = weightedQuantile(low, scratch, wanted);
  scratch.set(weights);
  ends[1] = -weightedQuantile(high, scratch, wanted);
}

/** Resamples among which the lower end of the interval is, with their weights and the weight up to that end. */
interface Tail {
  indices: Uint16Array;
  weights: Float64Array;
  wanted: number;
  /** Memory that all points use. */
  low: Float64Array;
  high: Float64Array;
  scratch: Float64Array;
}
const knownTails = new Map<number, Tail>();

/**
 * Means and medians rise with each value of a resample, so those with smaller or equal values at all places come before
 * it. Where these outweigh the tail already, a resample is not in it: of 126 resamples of five values, 15 are left.
 */
function tailOf(count: number): Tail {
  const known = knownTails.get(count);
  if (known) return known;
  const { indices, weights } = resamplesOf(count);
  const samples = Array.from(weights, (_, at) => indices.subarray(at * count, (at + 1) * count));
  const wanted = lowPart * count ** count;
  const weightBefore = (own: Uint16Array): number =>
    samples.reduce(
      (sum, other, at) =>
        other !== own && other.every((index, place) => index <= (own[place] ?? 0))
          ? sum + (weights[at] ?? 0)
          : sum,
      0,
    );
  const kept = samples.flatMap((own, at) => (weightBefore(own) < wanted ? [at] : []));
  const tail = {
    indices: Uint16Array.from(kept.flatMap((at) => [...(samples[at] ?? [])])),
    weights: Float64Array.from(kept, (at) => weights[at] ?? 0),
    wanted,
    low: new Float64Array(kept.length),
    high: new Float64Array(kept.length),
    scratch: new Float64Array(kept.length),
  };
  knownTails.set(count, tail);
  return tail;
}

export function meanOf(values: Float64Array, count: number): number {
  let sum = 0;
  for (let at = 0; at < count; at++) sum += values[at] ?? 0;
  return sum / count;
}

export function medianOf(rising: Float64Array, count: number): number {
  return ((rising[(count - 1) >> 1] ?? 0) + (rising[count >> 1] ?? 0)) / 2;
}

function expandMean(values: Float64Array, count: number, ends: Float64Array): void {
  const center = meanOf(values, count);
  let [second, third, fourth] = [0, 0, 0];
  for (let at = 0; at < count; at++) {
    const difference = (values[at] ?? 0) - center;
    const square = difference * difference;
    second += square;
    third += square * difference;
    fourth += square * square;
  }
  const variance = second / count;
  if (variance === 0) {
    ends.fill(center);
    return;
  }
  // Skewness and excess kurtosis of the mean of a resample.
  const skewness = third / count / (variance * Math.sqrt(variance)) / Math.sqrt(count);
  const kurtosis = (fourth / count / (variance * variance) - 3) / count;
  const error = Math.sqrt(variance / count);
  const square = skewness * skewness;
  for (let at = 0; at < expansions.length; at++) {
    const [z = 0, ofSkewness = 0, ofKurtosis = 0, ofSquare = 0] = expansions[at] ?? [];
    const score = z + ofSkewness * skewness + ofKurtosis * kurtosis - ofSquare * square;
    // A mean is never outside the values.
    ends[at] = Math.min(Math.max(center + error * score, values[0] ?? 0), values[count - 1] ?? 0);
  }
}

/** For both ends: the normal quantile, and the factors of skewness, kurtosis and squared skewness in the expansion. */
const expansions = [-normalQuantile, normalQuantile].map(
  (z) => [z, (z * z - 1) / 6, (z ** 3 - 3 * z) / 24, (2 * z ** 3 - 5 * z) / 36] as const,
);

/** Places in the values in rising order, of which the mean is taken. */
type Ranks = readonly number[];
const knownRanks = new Map<number, { low: Ranks; high: Ranks }>();

/** The values between which the median of a resample lies, by the number of values alone. */
function medianRanks(count: number): { low: Ranks; high: Ranks } {
  const known = knownRanks.get(count);
  if (known) return known;
  const middles = count % 2 === 1 ? [(count + 1) / 2] : [count / 2, count / 2 + 1];
  const ranks = {
    low: middles.map((middle) => findRank(count, middle, lowPart)),
    high: middles.map((middle) => findRank(count, middle, highPart)),
  };
  knownRanks.set(count, ranks);
  return ranks;
}

/**
 * The first place whose value is, with this probability, not exceeded by the `middle`-th smallest value of a resample:
 * where at least so many of its values are not above it.
 */
function findRank(count: number, middle: number, part: number): number {
  let [low, high] = [0, count - 1];
  while (low < high) {
    const place = (low + high) >> 1;
    if (binomialTail(count, (place + 1) / count, middle) >= part) high = place;
    else low = place + 1;
  }
  return low;
}

function meanAt(values: Float64Array, places: Ranks): number {
  return places.reduce((sum, place) => sum + (values[place] ?? 0), 0) / places.length;
}
