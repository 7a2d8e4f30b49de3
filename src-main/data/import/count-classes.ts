import type { Column } from '../dataset';

/** The examples of each class in a column of labels, in the order of the classes; all 0 where there is no column. */
export function countClasses(column: Column | undefined, classes: number): number[] {
  const counts = Array<number>(classes).fill(0);
  for (const label of column?.data ?? []) counts[label] = (counts[label] ?? 0) + 1;
  return counts;
}
