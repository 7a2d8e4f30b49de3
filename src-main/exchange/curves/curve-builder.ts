import type { MetricRows } from '#storage/metric-files';

/** Collects the values of one metric in the order in which they come, and puts them in the order of their steps. */
export class CurveBuilder {
  readonly #step: number[] = [];
  readonly #time: number[] = [];
  readonly #value: number[] = [];
  #isOrdered = true;

  add(step: number, time: number, value: number): void {
    if (step <= (this.#step.at(-1) ?? -1)) this.#isOrdered = false;
    this.#step.push(step);
    this.#time.push(time);
    this.#value.push(value);
  }

  get length(): number {
    return this.#step.length;
  }

  /** The times as they are given. Of several values of a step the last counts; `repeated` says how many others there were. */
  finish(): { rows: MetricRows; repeated: number } {
    const kept = this.#isOrdered ? this.#step.map((_, index) => index) : this.#inOrder();
    const take = (column: readonly number[]): Float64Array =>
      Float64Array.from(kept, (index) => column[index] ?? NaN);
    return {
      rows: { step: take(this.#step), seconds: take(this.#time), value: take(this.#value) },
      repeated: this.length - kept.length,
    };
  }

  #inOrder(): number[] {
    const last = new Map<number, number>();
    this.#step.forEach((step, index) => last.set(step, index));
    return [...last.values()].sort((a, b) => (this.#step[a] ?? 0) - (this.#step[b] ?? 0));
  }
}
