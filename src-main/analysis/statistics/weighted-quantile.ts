/**
 * The smallest value at or below which this much of the weight lies (NumPy's `inverted_cdf`). Reorders both arrays, which
 * belong together: selection is several times faster than sorting.
 */
export function weightedQuantile(
  values: Float64Array,
  weights: Float64Array,
  weight: number,
): number {
  // Rounding of the weight must not lead to the next value.
  let wanted = weight * (1 - 1e-12);
  let [first, last] = [0, values.length - 1];
  while (first < last) {
    const pivot = values[(first + last) >> 1] ?? 0;
    let [left, right] = [first, last];
    while (left <= right) {
      while ((values[left] ?? 0) < pivot) left += 1;
      while ((values[right] ?? 0) > pivot) right -= 1;
      if (left > right) break;
      swap(values, left, right);
      swap(weights, left, right);
      left += 1;
      right -= 1;
    }
    // Up to `right` the values are at most the pivot, from `left` on at least; between them they equal it.
    const below = sum(weights, first, right);
    if (wanted <= below) {
      last = right;
      continue;
    }
    const between = sum(weights, right + 1, left - 1);
    if (wanted <= below + between) return pivot;
    wanted -= below + between;
    first = left;
  }
  return values[first] ?? Number.NaN;
}

function swap(array: Float64Array, a: number, b: number): void {
  const value = array[a] ?? 0;
  array[a] = array[b] ?? 0;
  array[b] = value;
}

function sum(array: Float64Array, first: number, last: number): number {
  let total = 0;
  for (let at = first; at <= last; at++) total += array[at] ?? 0;
  return total;
}
