import { z } from 'zod';
import { countSchema } from '../saved-state';
import type { ResumableCurriculum } from '../streams/generated-sequences';
import type { Curriculum } from '../streams/tick-dataset';

/** Reports in the running mean of the error. The task grows at most once in as many reports. */
const meanReports = 50;

interface CurriculumOptions<Size> {
  start: Size;
  /** For sizes that a checkpoint has kept. */
  sizeSchema: z.ZodType<Size>;
  /** The next larger task. */
  next(size: Size): Size;
  /** The level that is reached when a task of this size is solved. */
  levelOf(size: Size): number;
  /** Ticks of a sequence. */
  sequenceLength(size: Size): number;
  /** Error, in bits, below which the task grows. */
  threshold: number;
}

/**
 * A task that grows whenever the training error falls below a threshold (Jaderberg et al. 2017, section 3.1). The error
 * is a running mean over the reports of the training steps.
 */
export class GrowingCurriculum<Size> implements Curriculum, ResumableCurriculum {
  readonly #options: CurriculumOptions<Size>;
  #size: Size;
  #level = 0;
  #count = 0;
  #mean = 0;

  constructor(options: CurriculumOptions<Size>) {
    this.#options = options;
    this.#size = options.start;
  }

  /** The size of sequences that begin now. */
  get size(): Size {
    return this.#size;
  }

  get level(): number {
    return this.#level;
  }

  get sequenceLength(): number {
    return this.#options.sequenceLength(this.#size);
  }

  report(bits: number): number | null {
    // The step had no targets, or its loss is not finite.
    if (!Number.isFinite(bits)) return null;
    this.#count += 1;
    this.#mean += (bits - this.#mean) / Math.min(this.#count, meanReports);
    const mean = this.#mean;
    if (this.#count >= meanReports && mean < this.#options.threshold) this.#grow();
    return mean;
  }

  #grow(): void {
    this.#level = Math.max(this.#level, this.#options.levelOf(this.#size));
    this.#size = this.#options.next(this.#size);
    this.#count = 0;
    this.#mean = 0;
  }

  state(): unknown {
    return { size: this.#size, level: this.#level, count: this.#count, mean: this.#mean };
  }

  restore(state: unknown): void {
    const schema = z.object({
      size: this.#options.sizeSchema,
      level: countSchema,
      count: countSchema,
      mean: z.number(),
    });
    const saved = schema.parse(state);
    this.#size = saved.size;
    this.#level = saved.level;
    this.#count = saved.count;
    this.#mean = saved.mean;
  }
}
