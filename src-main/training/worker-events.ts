import type { MetricPoint } from '#spec/metrics';
import type { TrainEvent } from '#spec/train-events';

/** Milliseconds between batches of metrics. */
const batchEvery = 100;

/** Passes events on in their order, metrics in batches: thousands of steps a second are not told one by one. */
export class EventBatcher {
  readonly #send: (event: TrainEvent) => void;
  #points: MetricPoint[] = [];
  #last = { step: 0, seconds: 0 };
  #sentAt = -Infinity;

  constructor(send: (event: TrainEvent) => void) {
    this.#send = send;
  }

  push(event: TrainEvent): void {
    if (event.kind !== 'metrics') {
      this.flush();
      this.#send(event);
      return;
    }
    for (const point of event.points) this.#points.push(point);
    this.#last = { step: event.step, seconds: event.seconds };
    if (performance.now() - this.#sentAt >= batchEvery) this.flush();
  }

  /** Sends what waits: before a pause, for nothing more comes then. */
  flush(): void {
    if (this.#points.length === 0) return;
    const points = this.#points;
    this.#points = [];
    this.#sentAt = performance.now();
    this.#send({ kind: 'metrics', ...this.#last, points });
  }
}
