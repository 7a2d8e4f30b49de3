import type { Columns } from './run-reporter';

/** Milliseconds over which the speed is measured. */
const window = 5000;

export interface Progress {
  step: number;
  steps: number;
  /** Of the last batch of points each, averaged over its steps. */
  loss: number | undefined;
  error: number | undefined;
  testError: number | undefined;
  /** Null until two points are known. */
  stepsPerSecond: number | null;
  secondsLeft: number | null;
}

/** Follows a run's points for a line that tells how far it is. */
export class ProgressTracker {
  readonly #steps: number;
  #step: number;
  #values: Pick<Progress, 'loss' | 'error' | 'testError'> = {
    loss: undefined,
    error: undefined,
    testError: undefined,
  };
  #marks: { at: number; step: number }[] = [];

  constructor(step: number, steps: number) {
    this.#step = step;
    this.#steps = steps;
  }

  /** `now` in milliseconds. */
  take(columns: readonly Columns[], now: number): void {
    const find = (metric: string): number[] =>
      columns.find((one) => one.metric === metric)?.value ?? [];
    for (const { step } of columns) this.#step = Math.max(this.#step, step.at(-1) ?? 0);
    const { loss, error, testError } = this.#values;
    this.#values = {
      loss: mean(find('train/loss')) ?? loss,
      error: mean(find('train/error')) ?? error,
      testError: find('test/error').at(-1) ?? testError,
    };
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
      ...this.#values,
      stepsPerSecond: rate,
      secondsLeft: rate ? (this.#steps - this.#step) / rate : null,
    };
  }
}

function mean(values: readonly number[]): number | undefined {
  if (values.length === 0) return undefined;
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
