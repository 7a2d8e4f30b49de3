interface Entry {
  key: string;
  work: () => Promise<void>;
}

/** Does pieces of work in the order they came, at most `concurrency` at a time. */
export class Queue {
  readonly #concurrency: number;
  readonly #waiting: Entry[] = [];
  #busy = 0;

  constructor(concurrency: number) {
    this.#concurrency = concurrency;
  }

  /** `work` must not throw: nobody is there to hear it. */
  add(key: string, work: () => Promise<void>): void {
    this.#waiting.push({ key, work });
    this.#next();
  }

  /** Takes back what has not begun. False where it has, or never was here. */
  remove(key: string): boolean {
    const index = this.#waiting.findIndex((entry) => entry.key === key);
    if (index >= 0) this.#waiting.splice(index, 1);
    return index >= 0;
  }

  #next(): void {
    while (this.#busy < this.#concurrency) {
      const entry = this.#waiting.shift();
      if (!entry) return;
      this.#busy += 1;
      void entry.work().finally(() => {
        this.#busy -= 1;
        this.#next();
      });
    }
  }
}
