/**
 * The index of the number closest to `value` in an ascending list, by binary search; -1 if it is
 * empty.
 */
export function findNearestIndex(
  count: number,
  at: (index: number) => number,
  value: number,
): number {
  if (count === 0) return -1;
  let low = 0;
  let high = count - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (at(middle) < value) low = middle + 1;
    else high = middle;
  }
  return low > 0 && value - at(low - 1) < at(low) - value ? low - 1 : low;
}
