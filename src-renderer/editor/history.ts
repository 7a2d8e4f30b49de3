/** A line of versions with a place in it: undo and redo. Pure data, replaced on every change. */
export interface History<T> {
  readonly past: readonly T[];
  readonly present: T;
  readonly future: readonly T[];
  /** What the last change was about; a change of the same kind shortly after joins it. */
  readonly last: { key: string; time: number } | null;
}

/** Milliseconds within which changes with the same key are one (typing, dragging). */
const joinWithin = 800;
const longest = 200;

export function startHistory<T>(present: T): History<T> {
  return { past: [], present, future: [], last: null };
}

/** The next version. With a `key`, changes that follow each other quickly are undone together. */
export function change<T>(
  history: History<T>,
  next: T,
  key: string | null,
  time: number,
): History<T> {
  const { past, present, last } = history;
  const joins = key !== null && last?.key === key && time - last.time < joinWithin;
  return {
    past: joins ? past : [...past, present].slice(-longest),
    present: next,
    future: [],
    last: key === null ? null : { key, time },
  };
}

export function undo<T>(history: History<T>): History<T> {
  const { past, present, future } = history;
  const previous = past.at(-1);
  if (previous === undefined) return history;
  return { past: past.slice(0, -1), present: previous, future: [present, ...future], last: null };
}

export function redo<T>(history: History<T>): History<T> {
  const { past, present, future } = history;
  const [next, ...later] = future;
  if (next === undefined) return history;
  return { past: [...past, present], present: next, future: later, last: null };
}
