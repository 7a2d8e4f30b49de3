import type { ScalingMethod } from '#spec/dataset';
import { EventLoopTurns } from '../event-loop-turns';

/** By column: value in the source = number × `scale` + `offset`. */
export interface Scaling {
  offset: number[];
  scale: number[];
}

/** Numbers by row and column, in float64. */
export interface Matrix {
  rows: number;
  columns: number;
  get: (row: number, column: number) => number;
}

/**
 * Fits the scaling of each column to these rows: `standardize` to the mean 0 and the standard deviation 1 of all rows
 * (the population's), `min-max` to the range from 0 to 1. A constant column becomes 0.
 */
export async function fitScaling(method: ScalingMethod, matrix: Matrix): Promise<Scaling> {
  const scaling: Scaling = { offset: [], scale: [] };
  const turns = new EventLoopTurns();
  for (let column = 0; column < matrix.columns; column++) {
    const { min, max, mean, deviation } = await measure(matrix, column, turns);
    const isConstant = min === max;
    scaling.offset.push(method === 'standardize' && !isConstant ? mean : min);
    scaling.scale.push(isConstant ? 1 : method === 'standardize' ? deviation : max - min);
  }
  return scaling;
}

/** Rows between two looks at the clock. */
const rowsPerTurn = 4096;

/** Measures of a column; NaN is left out. */
export interface ColumnMeasures {
  count: number;
  min: number;
  max: number;
  mean: number;
  /** The population's standard deviation. */
  deviation: number;
}

/** Measures a column of a matrix over all rows. */
export async function measure(
  { rows, get }: Matrix,
  column: number,
  turns: EventLoopTurns,
): Promise<ColumnMeasures> {
  let [count, min, max, sum] = [0, Infinity, -Infinity, 0];
  for (let row = 0; row < rows; row++) {
    if (row % rowsPerTurn === 0) await turns.take();
    const value = get(row, column);
    if (Number.isNaN(value)) continue;
    count += 1;
    sum += value;
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  // The rounded mean of equal numbers may be another number, which would then count as a second value of the column.
  const mean = Math.min(max, Math.max(min, sum / count));
  let squares = 0;
  for (let row = 0; row < rows; row++) {
    if (row % rowsPerTurn === 0) await turns.take();
    const value = get(row, column);
    if (!Number.isNaN(value)) squares += (value - mean) ** 2;
  }
  return { count, min, max, mean, deviation: Math.sqrt(squares / count) };
}
