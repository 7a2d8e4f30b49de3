import type { Columns } from './run-reporter';

/** Milliseconds over which the speed is measured: an evaluation of some seconds is not all of it. */
const window = 30_000;

/** What tells best how good a model is, where it has several. */
const measures = ['bpc', 'perplexity', 'bits', 'error'];

export interface Progress {
  step: number;
  steps: number;
  /** Of the last batch of points each; training's are averaged over its steps. */
  values: ProgressValue[];
  /** Null until two points are known. */
  stepsPerSecond: number | null;
  secondsLeft: number | null;
}

export interface ProgressValue {
  label: string;
  metric: string;
  value: number;
}

/** Follows a run's points for a line that tells how far it is. */
export class ProgressTracker {
  readonly #steps: number;
  #step: number;
  readonly #values = new Map<string, number>();
  #marks: { at: number; step: number }[] = [];

  constructor(step: number, steps: number) {
    this.#step = step;
    this.#steps = steps;
  }

  /** `now` in milliseconds. */
  take(columns: readonly Columns[], now: number): void {
    for (const { metric, step, value } of columns) {
      this.#step = Math.max(this.#step, step.at(-1) ?? 0);
      const last = metric.startsWith('train/') ? mean(value) : value.at(-1);
      if (last !== undefined) this.#values.set(metric, last);
    }
    this.#marks.push({ at: now, step: this.#step });
    while (this.#marks.length > 2 && (this.#marks[0]?.at ?? 0) < now - window) this.#marks.shift();
  }

  get progress(): Progress {
    const [first, last] = [this.#marks[0], this.#marks.at(-1)];
    const seconds = first && last ? (last.at - first.at) / 1000 : 0;
    const rate = first && last && seconds > 0.2 ? (last.step - first.step) / seconds : null;
    return {
      step: this.#step,
      steps: this.#steps,
      values: this.#shown,
      stepsPerSecond: rate,
      secondsLeft: rate ? (this.#steps - this.#step) / rate : null,
    };
  }

  get #shown(): ProgressValue[] {
    const measure = measures.find((one) => this.#values.has(`train/${one}`)) ?? 'error';
    const held = this.#values.has(`validation/${measure}`) ? 'validation' : 'test';
    const wanted = [
      ['loss', 'train/loss'],
      [measure, `train/${measure}`],
      [held, `${held}/${measure}`],
      ['level', 'task/level'],
    ] as const;
    return wanted.flatMap(([label, metric]) => {
      const value = this.#values.get(metric);
      return value === undefined ? [] : [{ label, metric, value }];
    });
  }
}

function mean(values: readonly number[]): number | undefined {
  if (values.length === 0) return undefined;
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
