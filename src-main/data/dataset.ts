import { sizeOf } from '#spec/shapes';
import type { Fields, SplitName } from '#spec/task';

/** One field of all examples of a split, example after example. */
export type Column =
  | {
      kind: 'values';
      /** Of one example. */
      shape: number[];
      data: Uint8Array | Float32Array;
      /** Stored number × scale = value: 1/255 for pixels kept as bytes. */
      scale: number;
    }
  | { kind: 'label'; classes: number; data: Uint8Array | Int32Array };

export interface Split {
  /** Examples. */
  count: number;
  columns: Record<string, Column>;
}

export interface Dataset {
  name: string;
  fields: Fields;
  splits: Record<SplitName, Split>;
}

/** Examples `from` to `to` (not included) of a split: views on its arrays, not copies. */
export function sliceSplit(split: Split, from: number, to: number): Split {
  const columns = Object.entries(split.columns).map(([field, column]): [string, Column] => {
    const size = numbersAnExample(column);
    return [field, { ...column, data: column.data.subarray(from * size, to * size) } as Column];
  });
  return { count: to - from, columns: Object.fromEntries(columns) };
}

/** How many stored numbers one example has in a column. */
export function numbersAnExample(column: Column): number {
  return column.kind === 'label' ? 1 : sizeOf(column.shape);
}

/** By field: what stored numbers are multiplied by to be values. */
export function scalesOf(columns: Readonly<Record<string, Column>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(columns).flatMap(([field, column]) =>
      column.kind === 'values' ? [[field, column.scale]] : [],
    ),
  );
}

export const emptySplit: Split = { count: 0, columns: {} };
