/**
 * Exponential moving average with bias correction, as in Adam (Kingma and Ba 2015, section 3):
 * s ← βs + (1 − β)v starts at zero, and s / (1 − βⁿ) is the average after n values. β is the
 * `smoothing`, 0 to below 1; with 0 the average is the value itself.
 */
export class MovingAverage {
  readonly #smoothing: number;
  /** s, not yet corrected. */
  #biased = 0;
  /** βⁿ. */
  #bias = 1;

  constructor(smoothing: number) {
    this.#smoothing = smoothing;
  }

  /** Continues an average that came to `average` after `count` values, of which nothing else is needed. */
  static resume(smoothing: number, average: number, count: number): MovingAverage {
    const resumed = new MovingAverage(smoothing);
    resumed.#bias = smoothing ** count;
    resumed.#biased = average * (1 - resumed.#bias);
    return resumed;
  }

  /**
   * Adds a value and returns the average so far. A value that is NaN or infinite is returned as it is and
   * does not enter the average.
   */
  add(value: number): number {
    if (!Number.isFinite(value)) return value;
    this.#biased = this.#smoothing * this.#biased + (1 - this.#smoothing) * value;
    this.#bias *= this.#smoothing;
    return this.#biased / (1 - this.#bias);
  }
}
