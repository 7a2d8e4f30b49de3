export interface Job {
  /** Names what the job does: one run, or the runs that train together. */
  keys: readonly string[];
  /** Must not reject: nothing handles its errors. `slot`: the lowest number that no other running job has, from 0. */
  work: (slot: number) => Promise<void>;
  /** Bytes of memory that it is expected to need. */
  memory?: number;
}

/** How much may run at the same time. */
export interface JobLimits {
  count: number;
  /** Bytes of all jobs together; a job that needs more runs alone. */
  memory: number;
}

/** Runs jobs in the order they were added, as many at a time as the limits allow. Begins with one. */
export class JobQueue {
  readonly #onChange: () => void;
  /** By slot. */
  readonly #running = new Map<number, Job>();
  #waiting: Job[] = [];
  #limits: JobLimits = { count: 1, memory: Infinity };
  #isHeld = false;

  /** `onChange` is called after the jobs that wait have changed. */
  constructor(onChange: () => void = () => undefined) {
    this.#onChange = onChange;
  }

  /** Keys of the jobs that wait, the next one first. */
  get waiting(): readonly string[] {
    return this.#waiting.flatMap(({ keys }) => keys);
  }

  /** Jobs that run or wait. */
  get size(): number {
    return this.#running.size + this.#waiting.length;
  }

  /** Whether the next job fits in number, but needs more memory than the running ones leave. */
  get waitsForMemory(): boolean {
    const [next] = this.#waiting;
    return next !== undefined && this.#running.size < this.#limits.count && !this.#fits(next);
  }

  setLimits(limits: JobLimits): void {
    this.#limits = limits;
    this.#startJobs();
  }

  /** Starts no job until `release`. */
  hold(): void {
    this.#isHeld = true;
  }

  release(): void {
    this.#isHeld = false;
    this.#startJobs();
  }

  add(job: Job): void {
    this.#waiting.push(job);
    this.#startJobs();
    this.#onChange();
  }

  /** Takes a key from a job that has not started; without keys the job is removed. False if it has, or there is none. */
  remove(key: string): boolean {
    const index = this.#waiting.findIndex(({ keys }) => keys.includes(key));
    const job = this.#waiting[index];
    if (!job) return false;
    const keys = job.keys.filter((each) => each !== key);
    this.#waiting.splice(index, 1, ...(keys.length > 0 ? [{ ...job, keys }] : []));
    this.#startJobs();
    this.#onChange();
    return true;
  }

  /** Moves a waiting job before another one, or to the end. False where either does not wait. */
  move(key: string, before: string | null): boolean {
    const job = this.#waiting.find(({ keys }) => keys.includes(key));
    if (!job || (before !== null && !this.waiting.includes(before))) return false;
    if (before !== null && job.keys.includes(before)) return true;
    const others = this.#waiting.filter((each) => each !== job);
    const place =
      before === null ? others.length : others.findIndex(({ keys }) => keys.includes(before));
    this.#waiting = [...others.slice(0, place), job, ...others.slice(place)];
    this.#startJobs();
    this.#onChange();
    return true;
  }

  #fits({ memory = 0 }: Job): boolean {
    if (this.#running.size === 0) return true;
    const used = [...this.#running.values()].reduce((sum, job) => sum + (job.memory ?? 0), 0);
    return used + memory <= this.#limits.memory;
  }

  #startJobs(): void {
    while (!this.#isHeld && this.#running.size < this.#limits.count) {
      const [job] = this.#waiting;
      if (!job || !this.#fits(job)) return;
      this.#waiting.shift();
      const slot = this.#freeSlot();
      this.#running.set(slot, job);
      void job.work(slot).finally(() => {
        this.#running.delete(slot);
        this.#startJobs();
        this.#onChange();
      });
    }
  }

  #freeSlot(): number {
    let slot = 0;
    while (this.#running.has(slot)) slot += 1;
    return slot;
  }
}
