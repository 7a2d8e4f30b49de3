import type { MetricColumns } from '#training/metric-columns';

/** The speed is averaged over this time, so that an evaluation of some seconds does not dominate it. */
const rateWindowMs = 30_000;

/** Quality metrics in order of preference: the first that the model has is shown. */
const qualityMetrics = ['bpc', 'perplexity', 'bits', 'error'];

export interface StepProgress {
  step: number;
  steps: number;
  /** From the last batch of points: the latest value, for training metrics the mean over the batch. */
  values: ProgressValue[];
  /** Null until two batches of points have arrived. */
  stepsPerSecond: number | null;
  secondsLeft: number | null;
}

export interface ProgressValue {
  label: string;
  metric: string;
  value: number;
}

/** Collects the metric points of a run and derives what a progress line shows. */
export class RunProgressTracker {
  readonly #steps: number;
  #step: number;
  readonly #values = new Map<string, number>();
  /** Time in milliseconds and step of the recent batches of points. */
  #timestamps: { at: number; step: number }[] = [];

  constructor(step: number, steps: number) {
    this.#step = step;
    this.#steps = steps;
  }

  /** `now` in milliseconds. */
  add(columns: readonly MetricColumns[], now: number): void {
    for (const { metric, step, value } of columns) {
      this.#step = Math.max(this.#step, step.at(-1) ?? 0);
      const last = metric.startsWith('train/') ? mean(value) : value.at(-1);
      if (last !== undefined) this.#values.set(metric, last);
    }
    this.#timestamps.push({ at: now, step: this.#step });
    while (this.#timestamps.length > 2 && (this.#timestamps[0]?.at ?? 0) < now - rateWindowMs)
      this.#timestamps.shift();
  }

  get progress(): StepProgress {
    const [first, last] = [this.#timestamps[0], this.#timestamps.at(-1)];
    const seconds = first && last ? (last.at - first.at) / 1000 : 0;
    const rate = first && last && seconds > 0.2 ? (last.step - first.step) / seconds : null;
    return {
      step: this.#step,
      steps: this.#steps,
      values: this.#shownValues,
      stepsPerSecond: rate,
      secondsLeft: rate ? (this.#steps - this.#step) / rate : null,
    };
  }

  get #shownValues(): ProgressValue[] {
    const quality = qualityMetrics.find((name) => this.#values.has(`train/${name}`)) ?? 'error';
    const split = this.#values.has(`validation/${quality}`) ? 'validation' : 'test';
    const candidates = [
      ['loss', 'train/loss'],
      [quality, `train/${quality}`],
      [split, `${split}/${quality}`],
      ['level', 'task/level'],
    ] as const;
    return candidates.flatMap(([label, metric]) => {
      const value = this.#values.get(metric);
      return value === undefined ? [] : [{ label, metric, value }];
    });
  }
}

function mean(values: readonly number[]): number | undefined {
  if (values.length === 0) return undefined;
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
