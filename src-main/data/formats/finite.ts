/**
 * The first number of an array in C order that 32 bits cannot hold as a finite number, as the end of a sentence; null
 * where there is none.
 */
export function describeNotFinite(
  data: ArrayLike<number>,
  shape: readonly number[],
): string | null {
  for (let i = 0; i < data.length; i++) {
    const value = data[i] ?? 0;
    if (Number.isFinite(Math.fround(value))) continue;
    const what = Number.isNaN(value)
      ? 'nan (not a number)'
      : 'a number that is infinite or too large';
    return `${what} at [${indicesOf(i, shape).join(', ')}]`;
  }
  return null;
}

/** The indices of a number, from 0, by its position in C order. */
function indicesOf(position: number, shape: readonly number[]): number[] {
  let rest = position;
  return shape
    .toReversed()
    .map((size) => {
      const index = rest % size;
      rest = Math.floor(rest / size);
      return index;
    })
    .reverse();
}
