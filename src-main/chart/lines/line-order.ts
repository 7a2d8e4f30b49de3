import { densityOf, type ChartLine } from './chart-line';

/**
 * Lines in the order in which they are drawn: of two lines the first comes last, above the other. Lines with
 * many points on a length, which are often noisy, come before those with less than about half as many, since they would
 * cover them.
 */
export function orderLines<T>(items: readonly T[], lineOf: (item: T) => ChartLine): T[] {
  const layerOf = (item: T): number =>
    Math.round(Math.log2(Math.max(Number.MIN_VALUE, densityOf(lineOf(item)))));
  return [...items].reverse().sort((a, b) => layerOf(b) - layerOf(a));
}
