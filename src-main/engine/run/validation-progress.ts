import { isSmallerBetter } from '#spec/metric-catalogue';

/** What is remembered, as JSON: a checkpoint keeps it, so that a resumed run counts on. */
export interface ValidationProgressState {
  /** The best evaluation so far; null before the first with a finite value. */
  best: { metric: string; step: number; value: number } | null;
  /** Evaluations since then. */
  waited: number;
  /** The first finite value; unknown in a checkpoint of an earlier version. */
  first?: number | undefined;
}

export interface ValidationProgressOptions {
  /** The metrics that may judge, the one to prefer first: the first that the run has does. */
  metrics: readonly string[];
  /** Evaluations in a row that may be no better than the best one. */
  patience: number;
  /** By how much a value has to be better. */
  minDelta?: number;
}

/** The share of its first value by which a metric has to get better before the run counts as one that has learned. */
const clearGain = 0.25;
/** The share of that gain that a run may lose again and still counts as converged. */
const keptLoss = 0.25;

/**
 * Counts the evaluations that were no better than the best one so far. Values that are not finite are never better.
 *
 *     const progress = new ValidationProgress({ metrics: ['validation/error'], patience: 2 });
 *     progress.observe(0, [['validation/error', 0.5]]);    // false: the first is the best
 *     progress.observe(100, [['validation/error', 0.5]]);  // false
 *     progress.observe(200, [['validation/error', 0.6]]);  // true: two in a row
 */
export class ValidationProgress {
  readonly #options: ValidationProgressOptions;
  #best: ValidationProgressState['best'] = null;
  #waited = 0;
  #first: number | undefined;
  #latest = Number.NaN;

  constructor(options: ValidationProgressOptions) {
    this.#options = options;
  }

  get best(): ValidationProgressState['best'] {
    return this.#best;
  }

  /** Whether the patience is used up. */
  get isExhausted(): boolean {
    return this.#waited >= this.#options.patience;
  }

  /** Whether the metric has become clearly better than at first and is still near its best value. */
  get hasConverged(): boolean {
    if (!this.#best || this.#first === undefined) return false;
    const { metric, value } = this.#best;
    const sign = isSmallerBetter(metric) ? 1 : -1;
    const gain = sign * (this.#first - value);
    const lost = sign * (this.#latest - value);
    return gain > 0 && gain >= clearGain * Math.abs(this.#first) && lost <= keptLoss * gain;
  }

  /** Takes in the metrics of an evaluation. True at the one that uses the patience up. */
  observe(step: number, values: readonly [metric: string, value: number][]): boolean {
    const { metrics, patience } = this.#options;
    const [metric] = this.#best ? [this.#best.metric] : metrics.filter((name) => has(values, name));
    if (metric === undefined || !has(values, metric)) return false;
    const value = values.find(([name]) => name === metric)?.[1] ?? Number.NaN;
    this.#latest = value;
    if (!this.#best && Number.isFinite(value)) this.#first = value;
    if (this.#isBetter(metric, value)) {
      this.#best = { metric, step, value };
      this.#waited = 0;
      return false;
    }
    this.#waited += 1;
    return this.#waited === patience;
  }

  /** Counts from 0 again where the patience is used up: somebody wants to go on all the same. */
  extend(): void {
    if (this.isExhausted) this.#waited = 0;
  }

  state(): ValidationProgressState {
    const first = this.#first === undefined ? {} : { first: this.#first };
    return { best: this.#best, waited: this.#waited, ...first };
  }

  restore({ best, waited, first }: ValidationProgressState): void {
    this.#best = best;
    this.#first = first;
    this.#waited = waited;
  }

  #isBetter(metric: string, value: number): boolean {
    if (!Number.isFinite(value)) return false;
    if (!this.#best) return true;
    const { minDelta = 0 } = this.#options;
    const gain = isSmallerBetter(metric) ? this.#best.value - value : value - this.#best.value;
    return gain > minDelta;
  }
}

function has(values: readonly [metric: string, value: number][], name: string): boolean {
  return values.some(([metric]) => metric === name);
}
