/** Columns of numbers as base64, equal ones once: most lines of a figure share their places on the x axis. */
export class ColumnPool {
  readonly columns: { type: 'f4' | 'f8'; data: string }[] = [];
  readonly #known = new Map<string, number>();

  /** The index of the column. */
  add(values: ArrayLike<number>): number {
    const narrow = Float32Array.from(values);
    const type = keepsWhole(values, narrow) ? 'f4' : 'f8';
    const { buffer } = type === 'f4' ? narrow : Float64Array.from(values);
    const data = Buffer.from(buffer).toString('base64');
    const key = type + data;
    const index = this.#known.get(key) ?? this.columns.length;
    if (index === this.columns.length) this.columns.push({ type, data });
    this.#known.set(key, index);
    return index;
  }
}

/** Seven digits are more than a page shows, but a step is a whole number. Values beyond float32 would become infinite. */
function keepsWhole(values: ArrayLike<number>, narrow: Float32Array): boolean {
  for (let at = 0; at < narrow.length; at += 1) {
    const [value, kept] = [values[at] as number, narrow[at] as number];
    if (Number.isInteger(value) && value !== kept) return false;
    if (Number.isFinite(value) && (!Number.isFinite(kept) || (kept === 0 && value !== 0)))
      return false;
  }
  return true;
}
