/** An independent method for tests: models in plain float64 numbers, differentiated by central differences. */

/** By name, the values of each parameter. */
export type Weights = Readonly<Record<string, readonly number[]>>;

/** A matrix of plain numbers, row by row. */
export type Matrix = number[][];

/** The numbers of a flat list in rows of this many. */
export const rowsOf = (values: readonly number[], width: number): Matrix =>
  Array.from({ length: values.length / width }, (_, row) =>
    values.slice(row * width, (row + 1) * width),
  );

export const add = (a: readonly number[], b: readonly number[]): number[] =>
  a.map((value, index) => value + (b[index] ?? Number.NaN));

export const difference = (a: readonly number[], b: readonly number[] = []): number[] =>
  a.map((value, index) => value - (b[index] ?? Number.NaN));

export const scale = (a: readonly number[], factor: number): number[] =>
  a.map((value) => value * factor);

export const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, index) => sum + value * (b[index] ?? Number.NaN), 0);

export const squared = (a: readonly number[]): number => dot(a, a);

export const sumOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0);

/** x · matrix, of one row; the matrix is flat, `[x.length, columns]`. */
export const multiply = (
  x: readonly number[],
  matrix: readonly number[] | undefined,
  columns: number,
): number[] =>
  Array.from({ length: columns }, (_, column) =>
    x.reduce(
      (sum, value, row) => sum + value * (matrix?.[row * columns + column] ?? Number.NaN),
      0,
    ),
  );

/** x · kernel + bias, of one row. */
export const linear = (weights: Weights, name: string, x: readonly number[]): number[] => {
  const bias = weights[`${name}/bias`] ?? [];
  return add(bias, multiply(x, weights[`${name}/kernel`], bias.length));
};

/** The gradient of `f` in a vector, by central differences. */
export const gradientOf = (f: (x: number[]) => number, x: readonly number[]): number[] => {
  const step = 1e-5;
  return x.map((value, index) => {
    const [up, down] = [value + step, value - step].map((moved) => f(x.with(index, moved)));
    return ((up ?? Number.NaN) - (down ?? Number.NaN)) / (2 * step);
  });
};

/** The gradient of `f` in one parameter. */
export const gradientIn = (
  f: (weights: Weights) => number,
  weights: Weights,
  name: string,
): number[] => gradientOf((values) => f({ ...weights, [name]: values }), weights[name] ?? []);
