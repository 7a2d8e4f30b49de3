/** The event loop gets a turn this often, so that messages are received while the process computes. */
const turnEveryMs = 20;

/** Lets a long computation give the event loop a turn about every 20 ms. */
export class EventLoopTurns {
  #lastTurnAt = performance.now();

  /** Resolves after a turn of the event loop where one is due, else at once. */
  async take(): Promise<void> {
    if (performance.now() - this.#lastTurnAt < turnEveryMs) return;
    await new Promise<void>((resolve) => setImmediate(resolve));
    this.#lastTurnAt = performance.now();
  }
}
