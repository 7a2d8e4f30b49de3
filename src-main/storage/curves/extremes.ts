import type { Curve } from '#spec/curves';
import { selectOfBlocks } from '../decimate';
import type { MetricRows } from '../metric-files';
import { countPoints } from './count-values';
import { gapsOf } from './column-facts';

/** Rows of which the extremes stand for all. */
export const blockRows = 64;

/** What is left of a long curve: the rows with the extremes of each block of rows, and facts of all rows. */
export interface Extremes {
  /** The number of each row among all. */
  numbers: Float64Array;
  rows: MetricRows;
  /** Numbers of rows that follow missing ones. */
  gaps: Float64Array;
  /** Of all rows. */
  counts: Pick<Curve, 'total' | 'zero' | 'negative' | 'notFinite'>;
}

/**
 * Selects of each block of rows those that a chart may draw: the smallest and the largest value, the smallest above
 * zero where others are not, and one that is not finite, as `decimate` does; and the first and the last row.
 */
export function findExtremes(metric: string, rows: MetricRows): Extremes {
  const selected = selectOfBlocks(rows.value, blockRows);
  const pick = (column: Float64Array): Float64Array =>
    Float64Array.from(selected, (row) => column[row] ?? NaN);
  return {
    numbers: Float64Array.from(selected),
    rows: { step: pick(rows.step), seconds: pick(rows.seconds), value: pick(rows.value) },
    gaps: Float64Array.from(gapsOf(metric, rows.step)),
    counts: countPoints(rows.step, rows.value, null),
  };
}
