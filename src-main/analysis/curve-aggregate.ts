import type { Band, Center } from '#spec/comparison';
import { bootstrapMean, bootstrapMedian, meanOf, medianOf } from './statistics/center-bootstrap';
import { maxExact } from './statistics/resamples';

/** One curve for several, with the band around it. */
export interface AggregatedCurve {
  center: Float64Array;
  /** Null where no band is asked for. */
  lower: Float64Array | null;
  upper: Float64Array | null;
  /** Number of values at each point. */
  n: Uint16Array;
}

/**
 * Makes one curve of the curves of several runs, which have the same x: a column for each, NaN or infinite where the run
 * has no value. Each point is of the runs that have one there.
 *
 * `sd` and `se` are the standard deviation, by n − 1, and the standard error of the mean on both sides of the centre;
 * `range` reaches from the smallest value to the largest; `interval` is the 95 % percentile bootstrap of the centre
 * over runs. Where a band is of fewer than two values it is NaN, but `range` is that value.
 */
export function aggregateColumns(
  columns: readonly ArrayLike<number>[],
  { center: kind, band }: { center: Center; band: Band },
): AggregatedCurve {
  const length = columns[0]?.length ?? 0;
  const center = new Float64Array(length).fill(Number.NaN);
  const n = new Uint16Array(length);
  const lower = band === 'none' ? null : new Float64Array(length).fill(Number.NaN);
  const upper = band === 'none' ? null : new Float64Array(length).fill(Number.NaN);
  const order = orderFor(kind, band);
  const measureBand = bandOf(band, kind);
  const values = new Float64Array(columns.length);
  const ends = new Float64Array(2);
  for (let row = 0; row < length; row++) {
    const count = collectFinite(columns, row, values);
    n[row] = count;
    if (count === 0) continue;
    order(values, count);
    const middle = kind === 'mean' ? meanOf(values, count) : medianOf(values, count);
    center[row] = middle;
    if (!lower || !upper || (count < 2 && band !== 'range')) continue;
    measureBand(values, count, ends, middle);
    [lower[row], upper[row]] = [ends[0] ?? Number.NaN, ends[1] ?? Number.NaN];
  }
  return { center, lower, upper, n };
}

/** Puts the first `count` values into the order that the centre and the band need. */
function orderFor(center: Center, band: Band): (values: Float64Array, count: number) => void {
  if (center === 'median') return sortValues;
  if (band === 'interval')
    return (values, count) => {
      if (count > maxExact) moveEndsOut(values, count);
      else sortValues(values, count);
    };
  return band === 'range' ? moveEndsOut : () => undefined;
}

function sortValues(values: Float64Array, count: number): void {
  values.subarray(0, count).sort();
}

/** Moves the smallest value to the front and the largest to the end, which takes a fraction of the time of sorting. */
function moveEndsOut(values: Float64Array, count: number): void {
  let [low, high] = [0, 0];
  for (let at = 1; at < count; at++) {
    const value = values[at] as number;
    if (value < (values[low] as number)) low = at;
    if (value > (values[high] as number)) high = at;
  }
  swap(values, 0, low);
  // The largest has been moved if it was in front.
  swap(values, count - 1, high === 0 ? low : high);
}

function swap(values: Float64Array, a: number, b: number): void {
  const value = values[a] as number;
  values[a] = values[b] as number;
  values[b] = value;
}

/** Writes the ends of the band for the first `count` values. */
type BandMeasure = (
  values: Float64Array,
  count: number,
  ends: Float64Array,
  center: number,
) => void;

function bandOf(band: Band, center: Center): BandMeasure {
  switch (band) {
    case 'sd':
      return around((values, count) => Math.sqrt(varianceOf(values, count)));
    case 'se':
      return around((values, count) => Math.sqrt(varianceOf(values, count) / count));
    case 'interval':
      return center === 'mean' ? bootstrapMean : bootstrapMedian;
    case 'range':
    case 'none':
      return (values, count, ends) => {
        ends[0] = values[0] ?? Number.NaN;
        ends[1] = values[count - 1] ?? Number.NaN;
      };
  }
}

function around(half: (values: Float64Array, count: number) => number): BandMeasure {
  return (values, count, ends, center) => {
    const distance = half(values, count);
    ends[0] = center - distance;
    ends[1] = center + distance;
  };
}

function varianceOf(values: Float64Array, count: number): number {
  const center = meanOf(values, count);
  let sum = 0;
  for (let at = 0; at < count; at++) {
    const difference = (values[at] ?? 0) - center;
    sum += difference * difference;
  }
  return sum / (count - 1);
}

function collectFinite(
  columns: readonly ArrayLike<number>[],
  row: number,
  values: Float64Array,
): number {
  let count = 0;
  for (const column of columns) {
    const value = column[row] ?? Number.NaN;
    if (Number.isFinite(value)) values[count++] = value;
  }
  return count;
}
