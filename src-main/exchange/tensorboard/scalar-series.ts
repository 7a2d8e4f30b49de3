/** The scalars of one tag, the steps in ascending order. */
export interface ScalarColumns {
  step: Float64Array;
  /** Seconds since 1970. */
  wallTime: Float64Array;
  value: Float64Array;
}

/**
 * Collects the scalars of a tag. A step that is not after the last one is that of a training that was started again: as
 * TensorBoard does, the values from this step on are forgotten.
 */
export class ScalarSeries {
  readonly #step: number[] = [];
  readonly #wallTime: number[] = [];
  readonly #value: number[] = [];

  /** Returns how many values this one replaces. */
  add({ step, wallTime, value }: { step: number; wallTime: number; value: number }): number {
    const replaced = this.removeFrom(step);
    this.#step.push(step);
    this.#wallTime.push(wallTime);
    this.#value.push(value);
    return replaced;
  }

  /** Forgets the values at this step and later ones, and returns how many. */
  removeFrom(step: number): number {
    let kept = this.#step.length;
    while (kept > 0 && (this.#step[kept - 1] ?? 0) >= step) kept -= 1;
    const removed = this.#step.length - kept;
    for (const column of [this.#step, this.#wallTime, this.#value]) column.length = kept;
    return removed;
  }

  toColumns(): ScalarColumns {
    const [step, wallTime, value] = [this.#step, this.#wallTime, this.#value];
    return {
      step: Float64Array.from(step),
      wallTime: Float64Array.from(wallTime),
      value: Float64Array.from(value),
    };
  }
}
