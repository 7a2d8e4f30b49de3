interface Job {
  key: string;
  work: () => Promise<void>;
}

/** Runs jobs in the order they were added, at most `concurrency` at a time. */
export class JobQueue {
  readonly #concurrency: number;
  readonly #waiting: Job[] = [];
  #runningCount = 0;

  constructor(concurrency: number) {
    this.#concurrency = concurrency;
  }

  /** `work` must not reject: nothing handles its errors. */
  add(key: string, work: () => Promise<void>): void {
    this.#waiting.push({ key, work });
    this.#startJobs();
  }

  /** Removes a job that has not started. False if it has, or if there is none with this key. */
  remove(key: string): boolean {
    const index = this.#waiting.findIndex((job) => job.key === key);
    if (index >= 0) this.#waiting.splice(index, 1);
    return index >= 0;
  }

  #startJobs(): void {
    while (this.#runningCount < this.#concurrency) {
      const job = this.#waiting.shift();
      if (!job) return;
      this.#runningCount += 1;
      void job.work().finally(() => {
        this.#runningCount -= 1;
        this.#startJobs();
      });
    }
  }
}
