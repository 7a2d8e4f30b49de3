/** The state that the manager's messages set for a run in a worker: training, paused, stopped or abandoned. */
export class WorkerControl {
  readonly #abort = new AbortController();
  #endPause: (() => void) | null = null;
  #pause: Promise<void> | null = null;
  #isAbandoned = false;

  /** Aborted once the training is to stop. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  get isPaused(): boolean {
    return this.#pause !== null;
  }

  /** Whether it is to end without a checkpoint. */
  get isAbandoned(): boolean {
    return this.#isAbandoned;
  }

  /** Has no effect after `stop`. */
  pause(): void {
    if (this.#abort.signal.aborted) return;
    this.#pause ??= new Promise((resolve) => {
      this.#endPause = resolve;
    });
  }

  resume(): void {
    this.#endPause?.();
    this.#endPause = null;
    this.#pause = null;
  }

  /** Also ends a pause. */
  stop(): void {
    this.#abort.abort();
    this.resume();
  }

  abandon(): void {
    this.#isAbandoned = true;
    this.stop();
  }

  /** Resolves at once when not paused, else when the pause ends. */
  async untilUnpaused(): Promise<void> {
    await this.#pause;
  }
}
