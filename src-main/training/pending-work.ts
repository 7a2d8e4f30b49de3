/**
 * Work that a shutdown has to wait for.
 *
 *     const run = await pending.do(() => createRun(project, request));
 *     await pending.settled();
 */
export class PendingWork {
  readonly #all = new Set<Promise<unknown>>();

  /** Starts the work at once, and settles as it does. */
  do<T>(start: () => Promise<T>): Promise<T> {
    const work = start();
    this.#all.add(work);
    const forget = (): void => void this.#all.delete(work);
    work.then(forget, forget);
    return work;
  }

  get isEmpty(): boolean {
    return this.#all.size === 0;
  }

  /** Resolves when all work is over, also what began meanwhile. Never rejects. */
  async settled(): Promise<void> {
    while (!this.isEmpty) await Promise.allSettled(this.#all);
  }
}
