import type { SavedCurriculum } from '../streams/sequence-source';
import type { Curriculum } from '../streams/tick-dataset';

/** Reports over which the error is averaged; no growth before as many came in since the last. */
const reports = 50;

interface CurriculumOptions<Size> {
  start: Size;
  /** The next larger task. */
  grown(size: Size): Size;
  /** What counts as the level once a task of this size is solved. */
  levelOf(size: Size): number;
  ticksOf(size: Size): number;
  /** In bits: below it the task grows. */
  threshold: number;
}

/**
 * A task that grows whenever the error of training falls below a threshold (Jaderberg et al. 2017, section
 * 3.2). The error is a running mean of what the steps report.
 */
export class GrowingTask<Size> implements Curriculum, SavedCurriculum {
  readonly #options: CurriculumOptions<Size>;
  #size: Size;
  #level = 0;
  #count = 0;
  #mean = 0;

  constructor(options: CurriculumOptions<Size>) {
    this.#options = options;
    this.#size = options.start;
  }

  /** Of sequences that begin now. */
  get size(): Size {
    return this.#size;
  }

  get level(): number {
    return this.#level;
  }

  get sequenceTicks(): number {
    return this.#options.ticksOf(this.#size);
  }

  report(bits: number): void {
    // Nothing was asked for, or the run is blowing up: no word on the task.
    if (!Number.isFinite(bits)) return;
    this.#count += 1;
    this.#mean += (bits - this.#mean) / Math.min(this.#count, reports);
    if (this.#count < reports || this.#mean >= this.#options.threshold) return;
    this.#level = Math.max(this.#level, this.#options.levelOf(this.#size));
    this.#size = this.#options.grown(this.#size);
    this.#count = 0;
    this.#mean = 0;
  }

  state(): unknown {
    return { size: this.#size, level: this.#level, count: this.#count, mean: this.#mean };
  }

  restore(state: unknown): void {
    const saved = state as { size: Size; level: number; count: number; mean: number };
    this.#size = saved.size;
    this.#level = saved.level;
    this.#count = saved.count;
    this.#mean = saved.mean;
  }
}
