/**
 * A set of examples in memory, split into train, validation and test. Example: the first training image of MNIST.
 *
 *     const { splits } = await loadExamples({ kind: 'mnist', validation: 5000 }, directories);
 *     const { image } = splits.train.columns;
 *     const pixels = image?.data.subarray(0, exampleSize(image)); // 784 bytes; × image.scale they are in [0, 1]
 */
import { sizeFromShape } from '#spec/shapes';
import type { Fields, SplitName } from '#spec/task';

/** One field of all examples of a split, one example after the other. */
export type Column =
  | {
      kind: 'values';
      /** Shape of one example. */
      shape: number[];
      data: Uint8Array | Float32Array;
      /** Stored number × scale = value; 1/255 for pixels stored as bytes. */
      scale: number;
    }
  | { kind: 'label'; classes: number; data: Uint8Array | Int32Array };

export interface Split {
  /** Number of examples. */
  count: number;
  columns: Record<string, Column>;
}

export interface Dataset {
  name: string;
  fields: Fields;
  splits: Record<SplitName, Split>;
  /** What looks wrong, in sentences for the user. */
  warnings?: readonly string[];
}

/** Examples `from` to `to` (exclusive) of a split, as views on its arrays. */
export function sliceSplit(split: Split, from: number, to: number): Split {
  const columns = Object.entries(split.columns).map(([field, column]): [string, Column] => {
    const size = exampleSize(column);
    return [field, { ...column, data: column.data.subarray(from * size, to * size) } as Column];
  });
  return { count: to - from, columns: Object.fromEntries(columns) };
}

/** Stored numbers of one example in a column. */
export function exampleSize(column: Column): number {
  return column.kind === 'label' ? 1 : sizeFromShape(column.shape);
}

/** By value field, the factor that turns a stored number into its value. */
export function scalesOf(columns: Readonly<Record<string, Column>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(columns).flatMap(([field, column]) =>
      column.kind === 'values' ? [[field, column.scale]] : [],
    ),
  );
}

export const emptySplit: Split = { count: 0, columns: {} };
