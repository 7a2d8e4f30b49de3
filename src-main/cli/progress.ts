import { decidingMetrics, findNamedLoss } from '#spec/deciding-loss';
import type { Experiment } from '#spec/experiment';
import { metricNames, parseSplitMetric } from '#spec/metric-catalogue';
import type { SplitName } from '#spec/task';
import type { MetricColumns } from '#training/metric-columns';

/** The speed is averaged over this time, so that an evaluation of some seconds does not dominate it. */
const rateWindowMs = 30_000;

/** What of the experiment is needed: how many steps it has, and which loss decides. */
type ProgressSpec = Pick<Experiment, 'model' | 'task'> & { training: { steps: number } };

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
  /** The step of the value. */
  step: number;
}

/** Collects the metric points of a run and derives what a progress line shows. */
export class RunProgressTracker {
  readonly #spec: ProgressSpec;
  #step: number;
  readonly #values = new Map<string, { value: number; step: number }>();
  /** Time in milliseconds and step of the recent batches of points. */
  #timestamps: { at: number; step: number }[] = [];

  constructor(spec: ProgressSpec, step: number) {
    this.#spec = spec;
    this.#step = step;
  }

  /** `now` in milliseconds. */
  add(columns: readonly MetricColumns[], now: number): void {
    for (const { metric, step, value } of columns) {
      this.#step = Math.max(this.#step, step.at(-1) ?? 0);
      const values = value.map(Number);
      const last = metric.startsWith('train/') ? mean(values) : values.at(-1);
      if (last !== undefined) this.#values.set(metric, { value: last, step: step.at(-1) ?? 0 });
    }
    this.#timestamps.push({ at: now, step: this.#step });
    // One batch from before the last step stays: during an evaluation the speed would be 0.
    while ((this.#timestamps[0]?.at ?? now) < now - rateWindowMs && this.#isBefore(1))
      this.#timestamps.shift();
  }

  /** Whether the batch of points of that index ended before the step that is done now. */
  #isBefore(index: number): boolean {
    return (this.#timestamps[index]?.step ?? this.#step) < this.#step;
  }

  get progress(): StepProgress {
    const [first, last] = [this.#timestamps[0], this.#timestamps.at(-1)];
    const seconds = first && last ? (last.at - first.at) / 1000 : 0;
    const { steps } = this.#spec.training;
    const rate = first && last && seconds > 0.2 ? (last.step - first.step) / seconds : null;
    return {
      step: this.#step,
      steps,
      values: this.#shownValues,
      stepsPerSecond: rate,
      secondsLeft: rate ? (steps - this.#step) / rate : null,
    };
  }

  get #shownValues(): ProgressValue[] {
    const trained = this.#values.has(metricNames.meanBits)
      ? metricNames.meanBits
      : this.#findDeciding('train');
    const heldOut = this.#findDeciding('validation') ?? this.#findDeciding('test');
    const candidates = new Map([
      ['train/loss', 'loss'],
      ...(trained ? [[trained, this.#labelTrained(trained)] as const] : []),
      ...(heldOut ? [[heldOut, parseSplitMetric(heldOut)?.split ?? heldOut] as const] : []),
      [metricNames.level, 'level'],
    ]);
    return [...candidates].flatMap(([metric, label]) => {
      const value = this.#values.get(metric);
      return value === undefined ? [] : [{ label, metric, ...value }];
    });
  }

  /** What tells best how good the model is on a part of the data. */
  #findDeciding(split: SplitName): string | undefined {
    return decidingMetrics(this.#spec, split).find((metric) => this.#values.has(metric));
  }

  /** `error`, and with the loss that it stands for where the model has several: `error oddLoss`. */
  #labelTrained(metric: string): string {
    const parts = parseSplitMetric(metric);
    if (!parts) return 'mean bits';
    const run = { spec: this.#spec, metrics: Object.fromEntries(this.#values) };
    const loss = parts.loss ?? findNamedLoss(metric, [run]);
    return loss === null ? parts.measure : `${parts.measure} ${loss}`;
  }
}

function mean(values: readonly number[]): number | undefined {
  if (values.length === 0) return undefined;
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
