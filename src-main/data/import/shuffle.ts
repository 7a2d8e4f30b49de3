import { exampleSize, type Column, type Split } from '../dataset';
import { createGenerator, shuffledIndices } from '../random';

/** Whether the examples of each class are consecutive, so that a part cut from the end lacks whole classes. */
export function isSortedByClass(split: Split): boolean {
  const labels = Object.values(split.columns).find(({ kind }) => kind === 'label')?.data;
  if (!labels || split.count < 3) return false;
  let blocks = 1;
  for (let i = 1; i < labels.length; i++) if (labels[i] !== labels[i - 1]) blocks += 1;
  const classes = new Set(labels).size;
  return classes > 1 && classes < split.count && blocks === classes;
}

/** Said where the examples of an import are shuffled. */
export const shuffledNote = 'The examples were sorted by class, so they are shuffled.';

/** The order in which an import puts so many examples. */
export function shuffledOrder(count: number): Uint32Array {
  return shuffledIndices(count, createGenerator(0, 'order of an import'));
}

/** A copy with the examples in a random order, which is the same in every import of the same data. */
export function shuffleSplit(split: Split): Split {
  const order = shuffledOrder(split.count);
  const columns = Object.entries(split.columns).map(([field, column]): [string, Column] => {
    const size = exampleSize(column);
    const data = column.data.slice();
    order.forEach((index, position) =>
      data.set(column.data.subarray(index * size, (index + 1) * size), position * size),
    );
    return [field, { ...column, data } as Column];
  });
  return { count: split.count, columns: Object.fromEntries(columns) };
}
