export interface SteadyTimes {
  /** A value that is gone before this many milliseconds is never shown. */
  showAfterMs: number;
  /** A value that is shown stays for at least this many milliseconds. */
  stayMs: number;
}

/**
 * Passes on values that come and go, each under a key, without flicker: a short one is left out, and one
 * that is shown stays long enough to be read. Changes of a shown value are passed on at once.
 *
 *     const times = { showAfterMs: 400, stayMs: 800 };
 *     const activities = new SteadyValues<string>((runId, text) => draw(runId, text), times);
 *     activities.set('run-1', 'loading');
 *     activities.set('run-1', null);
 */
export class SteadyValues<T> {
  readonly #show: (key: string, value: T | null) => void;
  readonly #times: SteadyTimes;
  readonly #values = new Map<string, SteadyValue<T>>();

  constructor(show: (key: string, value: T | null) => void, times: SteadyTimes) {
    this.#show = show;
    this.#times = times;
  }

  /** Sets the value of a key; null: it has none. */
  set(key: string, value: T | null): void {
    const steady =
      this.#values.get(key) ?? new SteadyValue<T>((shown) => this.#show(key, shown), this.#times);
    this.#values.set(key, steady);
    steady.set(value);
  }

  /** Takes the value of a key away at once. */
  clear(key: string): void {
    this.#values.get(key)?.clear();
    this.#values.delete(key);
  }

  clearAll(): void {
    for (const key of this.#values.keys()) this.clear(key);
  }
}

/** One of the values. */
class SteadyValue<T> {
  readonly #show: (value: T | null) => void;
  readonly #times: SteadyTimes;
  #value: T | null = null;
  #shownSince: number | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(show: (value: T | null) => void, times: SteadyTimes) {
    this.#show = show;
    this.#times = times;
  }

  set(value: T | null): void {
    this.#value = value;
    if (this.#shownSince !== null && value !== null) {
      this.#cancel();
      this.#show(value);
    } else if (this.#shownSince !== null) {
      const shownMs = Date.now() - this.#shownSince;
      this.#schedule(this.#times.stayMs - shownMs, () => this.clear());
    } else if (value !== null) {
      this.#schedule(this.#times.showAfterMs, () => {
        this.#shownSince = Date.now();
        this.#show(this.#value);
      });
    } else {
      this.#cancel();
    }
  }

  clear(): void {
    this.#cancel();
    this.#value = null;
    if (this.#shownSince === null) return;
    this.#shownSince = null;
    this.#show(null);
  }

  /** Does nothing where something is scheduled already. */
  #schedule(delayMs: number, action: () => void): void {
    this.#timer ??= setTimeout(
      () => {
        this.#timer = null;
        action();
      },
      Math.max(0, delayMs),
    );
  }

  #cancel(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
