import type { BarKind } from '../timeline/module-timeline';

/** When modules compute, wait and update: the locking strip below a picture of a model. */
export interface LockingStrip {
  headline: string;
  rows: StripRow[];
  /** Numbers below the rows. `at` is a share of the drawn time, from 0 to 1. */
  axis: { at: number; text: string }[];
  legend: { kind: StripMarkKind; text: string }[];
  notes: string[];
}

export interface StripRow {
  name: string;
  /** The number of the module, which decides its colour; null where it has none. */
  moduleIndex: number | null;
  marks: StripMark[];
  /** What stands beside the row: `waits 48 %`. */
  state: string;
}

/**
 * What a module does during an interval, in shares of the drawn time from 0 to 1; an instant if both are equal. `text`
 * stands on it where there is room.
 */
export interface StripMark {
  kind: StripMarkKind;
  from: number;
  to: number;
  text?: string;
}

/** Bars of a training step, or what happens at the ticks of a stream. */
export type StripMarkKind = BarKind | TickMarkKind;

export type TickMarkKind =
  | 'tick'
  | 'learns-true'
  | 'learns-synthetic'
  | 'learns-nothing'
  | 'boundary-cut'
  | 'boundary-synthetic'
  | 'arrival'
  | 'tick-update';
