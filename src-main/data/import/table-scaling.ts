import type { ScalingMethod } from '#spec/dataset';
import { takeTurn } from '#files/take-turn';

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
 * (the population's), `min-max` to the range from 0 to 1. A constant column becomes 0, as does one whose numbers are too
 * close to 0 to have a scale.
 */
export async function fitScaling(method: ScalingMethod, matrix: Matrix): Promise<Scaling> {
  const scaling: Scaling = { offset: [], scale: [] };
  for (let column = 0; column < matrix.columns; column++) {
    const { min, max, mean, deviation } = await measure(matrix, column);
    const scale = method === 'standardize' ? deviation : max - min;
    const isConstant = min === max || scale === 0;
    scaling.offset.push(method === 'standardize' && !isConstant ? mean : min);
    scaling.scale.push(isConstant ? 1 : scale);
  }
  return scaling;
}

/** The columns of a matrix that have one number only. */
export async function findConstant({ rows, columns, get }: Matrix): Promise<number[]> {
  const constant: number[] = [];
  for (let column = 0; column < columns; column++) {
    let row = 1;
    for (; row < rows && get(row, column) === get(0, column); row++)
      if (row % rowsPerTurn === 0) await takeTurn();
    if (row === rows) constant.push(column);
  }
  return constant;
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
export async function measure({ rows, get }: Matrix, column: number): Promise<ColumnMeasures> {
  let [count, min, max, sum] = [0, Infinity, -Infinity, 0];
  for (let row = 0; row < rows; row++) {
    if (row % rowsPerTurn === 0) await takeTurn();
    const value = get(row, column);
    if (Number.isNaN(value)) continue;
    count += 1;
    sum += value;
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  // The rounded mean of equal numbers may be another number, which would then count as a second value of the column.
  const mean = Math.min(max, Math.max(min, sum / count));
  // A power of two, so that nothing is rounded but squares of numbers close to 0 do not vanish.
  const unit = max > min ? 2 ** Math.floor(Math.log2(max - min)) : 1;
  let squares = 0;
  for (let row = 0; row < rows; row++) {
    if (row % rowsPerTurn === 0) await takeTurn();
    const value = get(row, column);
    if (!Number.isNaN(value)) squares += ((value - mean) / unit) ** 2;
  }
  return { count, min, max, mean, deviation: unit * Math.sqrt(squares / count) };
}
