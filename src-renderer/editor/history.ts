/** The undo and redo history of a value. Immutable: each operation returns a new history. */
export interface History<T> {
  readonly past: readonly T[];
  readonly present: T;
  readonly future: readonly T[];
  /** Merge key and time in milliseconds of the last change; null if no change may merge with it. */
  readonly lastChange: { key: string; time: number } | null;
}

/** Changes with the same key within this many milliseconds are undone together. */
const mergeWithinMs = 800;
/** Versions that can be undone. */
const maxPast = 1000;

export function createHistory<T>(present: T): History<T> {
  return { past: [], present, future: [], lastChange: null };
}

/**
 * Makes `next` the present version and drops the versions that were undone. Changes with the same
 * `mergeKey` that follow each other quickly, as from typing or dragging, become one version; null never
 * merges. `time` is in milliseconds.
 */
export function pushVersion<T>(
  history: History<T>,
  next: T,
  mergeKey: string | null,
  time: number,
): History<T> {
  const { past, present, lastChange } = history;
  const isMerged =
    mergeKey !== null && lastChange?.key === mergeKey && time - lastChange.time < mergeWithinMs;
  return {
    past: isMerged ? past : [...past, present].slice(-maxPast),
    present: next,
    future: [],
    lastChange: mergeKey === null ? null : { key: mergeKey, time },
  };
}

export function undo<T>(history: History<T>): History<T> {
  const { past, present, future } = history;
  const previous = past.at(-1);
  if (previous === undefined) return history;
  return {
    past: past.slice(0, -1),
    present: previous,
    future: [present, ...future],
    lastChange: null,
  };
}

export function redo<T>(history: History<T>): History<T> {
  const { past, present, future } = history;
  const [next, ...later] = future;
  if (next === undefined) return history;
  return { past: [...past, present], present: next, future: later, lastChange: null };
}
