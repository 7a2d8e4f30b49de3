/** A copy of the column with room for more numbers. */
export function wider<C extends Float64Array<ArrayBuffer> | Int32Array<ArrayBuffer>>(
  column: C,
  length: number,
): C {
  const copy = new (column.constructor as new (length: number) => C)(length);
  copy.set(column);
  return copy;
}
