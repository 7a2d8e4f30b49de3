import type { WorkerPlan } from './worker-plan';

export interface Pass {
  kind: 'forward' | 'backward' | 'update';
  seconds: number;
  /** Number of the training step, from 0. */
  step: number;
}

/** The passes of a worker one after the other: in each step all micro-batches forward, then backward, then the update. */
export class PassQueue {
  readonly #plan: WorkerPlan;
  readonly #microBatches: number;
  readonly #count: number;
  #done = 0;
  /** Null when all steps are done. */
  next: Pass | null;

  constructor(plan: WorkerPlan, microBatches: number, steps: number) {
    this.#plan = plan;
    this.#microBatches = microBatches;
    this.#count = steps * (2 * microBatches + 1);
    this.next = this.#find();
  }

  advance(): void {
    this.#done += 1;
    this.next = this.#find();
  }

  #find(): Pass | null {
    if (this.#done >= this.#count) return null;
    const { forward, backward, update } = this.#plan;
    const perStep = 2 * this.#microBatches + 1;
    const step = Math.floor(this.#done / perStep);
    const place = this.#done % perStep;
    if (place === perStep - 1) return { kind: 'update', seconds: update, step };
    return place < this.#microBatches
      ? { kind: 'forward', seconds: forward / this.#microBatches, step }
      : { kind: 'backward', seconds: backward / this.#microBatches, step };
  }
}
