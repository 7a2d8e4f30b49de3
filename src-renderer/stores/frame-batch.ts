/** A window that is hidden draws no frames, but has to know what happens. */
const hiddenMs = 250;

/**
 * Collects changes by key and hands them on once a frame, only the latest of each key: a hundred events of running runs
 * are then one update of the window.
 *
 *     const batch = new FrameBatch<Run>((changes) => changes.forEach((run, id) => byId.set(id, run)));
 *     batch.put(run.id, run);
 */
export class FrameBatch<T> {
  readonly #apply: (changes: ReadonlyMap<string, T>) => void;
  readonly #schedule: (action: () => void) => void;
  #pending = new Map<string, T>();

  constructor(apply: (changes: ReadonlyMap<string, T>) => void, schedule = inNextFrame) {
    this.#apply = apply;
    this.#schedule = schedule;
  }

  /** The change of a key that is not handed on yet. */
  get(key: string): T | undefined {
    return this.#pending.get(key);
  }

  put(key: string, value: T): void {
    if (this.#pending.size === 0) this.#schedule(() => this.flush());
    this.#pending.set(key, value);
  }

  /** Hands on at once what has been collected. */
  flush(): void {
    if (this.#pending.size === 0) return;
    const changes = this.#pending;
    this.#pending = new Map();
    this.#apply(changes);
  }

  /** Drops what has been collected. */
  clear(): void {
    this.#pending.clear();
  }
}

function inNextFrame(action: () => void): void {
  const act = (): void => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    action();
  };
  const frame = requestAnimationFrame(act);
  const timer = setTimeout(act, hiddenMs);
}
