/** Places of points beside each other within a row of height 1, around its middle, so that equal values stay apart. */
export function spreadRows(count: number, height = 0.5): number[] {
  if (count === 1) return [0];
  return Array.from({ length: count }, (_, index) => height * (index / (count - 1) - 0.5));
}
