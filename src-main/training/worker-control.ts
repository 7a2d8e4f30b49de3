/** What the manager wants of the training: to go on, to wait, to end. */
export class WorkerControl {
  readonly #abort = new AbortController();
  #goOn: (() => void) | null = null;
  #gate: Promise<void> | null = null;

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  get isPaused(): boolean {
    return this.#gate !== null;
  }

  pause(): void {
    if (this.#abort.signal.aborted) return;
    this.#gate ??= new Promise((resolve) => {
      this.#goOn = resolve;
    });
  }

  resume(): void {
    this.#goOn?.();
    this.#goOn = null;
    this.#gate = null;
  }

  /** Ends a pause too. */
  stop(): void {
    this.#abort.abort();
    this.resume();
  }

  /** Resolves at once, or when a pause is over. */
  async whileUnpaused(): Promise<void> {
    await this.#gate;
  }
}
