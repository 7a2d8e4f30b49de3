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
