import { isDiskFull } from '#files/file-errors';

export interface WriteQueueOptions {
  /** Called where a write fails because the disk is full: the queue waits, and `retry` runs that write again. */
  onDiskFull: (error: unknown) => void;
  /** Called with every other error of a write. The writes after it are still made. */
  onError: (error: unknown) => void;
}

/**
 * Runs the writes of one run's folder one after the other. While the disk is full, it waits with all of them, so
 * that nothing is lost once there is space again. Example:
 *
 *     const writes = new WriteQueue({ onDiskFull: pause, onError: fail });
 *     await writes.add(() => appendLog(folder, entry));
 */
export class WriteQueue {
  readonly #options: WriteQueueOptions;
  #last: Promise<unknown> = Promise.resolve();
  /** Ends the wait for space; null while the queue does not wait. */
  #endWait: (() => void) | null = null;
  #isAbandoned = false;

  constructor(options: WriteQueueOptions) {
    this.#options = options;
  }

  /** Resolves when the write is done, which may be after a wait for space. Rejects where it has failed. */
  add(write: () => Promise<void>): Promise<void> {
    const done = this.#last.then(() => this.#run(write));
    this.#last = done.catch(() => undefined);
    return done;
  }

  /** Ends the wait for space and runs the failed write again. */
  retry(): void {
    this.#endWait?.();
  }

  /** From now on a write that finds the disk full fails as others do, the one that waits included. */
  abandon(): void {
    this.#isAbandoned = true;
    this.#endWait?.();
  }

  async #run(write: () => Promise<void>): Promise<void> {
    for (;;) {
      try {
        await write();
        return;
      } catch (error) {
        if (this.#isAbandoned || !isDiskFull(error)) {
          this.#options.onError(error);
          throw error;
        }
        await this.#waitForSpace(error);
      }
    }
  }

  async #waitForSpace(error: unknown): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#endWait = resolve;
      this.#options.onDiskFull(error);
    });
    this.#endWait = null;
  }
}
