/** How settings that are lists or pairs are typed: pure reading and writing. */

/** A value, or the sentence that says what is wrong with what was typed. */
export type Typed<T> = { value: T } | { problem: string };

/** `256, 128` to `[256, 128]`; nothing to `[]`. */
export function readIntegers(text: string, min: number): Typed<number[]> {
  const parts = text.split(/[\s,;]+/).filter((part) => part !== '');
  const values = parts.map(Number);
  if (values.every((value) => Number.isInteger(value) && value >= min)) return { value: values };
  return { problem: `Type whole numbers from ${min}, separated by commas.` };
}

export function integersText(values: readonly number[]): string {
  return values.join(', ');
}

/** `3` to `3`, `3 × 5` or `3, 5` to `[3, 5]`. */
export function readPair(text: string, min: number): Typed<number | [number, number]> {
  const read = readIntegers(text.replace(/[×x*]/gi, ','), min);
  if ('problem' in read) return { problem: `Type a whole number from ${min}, or two: 3 × 5.` };
  const [first, second, ...rest] = read.value;
  if (first === undefined || rest.length > 0) return { problem: 'Type one number, or two: 3 × 5.' };
  return { value: second === undefined || second === first ? first : [first, second] };
}

export function pairText(value: number | readonly [number, number]): string {
  return typeof value === 'number' ? String(value) : value.join(' × ');
}
