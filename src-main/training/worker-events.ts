import type { MetricPoint } from '#spec/metric-catalogue';
import type { TrainEvent } from '#spec/train-events';

/** Milliseconds between batches of metrics. */
const batchIntervalMs = 100;

/**
 * Forwards training events in order, and merges `metrics` events into one about every 100 ms: a run can
 * make thousands of steps a second, too many for one message each.
 */
export class EventBatcher {
  readonly #send: (event: TrainEvent) => void;
  #points: MetricPoint[] = [];
  #lastPosition = { step: 0, seconds: 0 };
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
    this.#lastPosition = { step: event.step, seconds: event.seconds };
    if (performance.now() - this.#sentAt >= batchIntervalMs) this.flush();
  }

  /** Sends the collected metrics. To be called before a pause, during which no event follows. */
  flush(): void {
    if (this.#points.length === 0) return;
    const points = this.#points;
    this.#points = [];
    this.#sentAt = performance.now();
    this.#send({ kind: 'metrics', ...this.#lastPosition, points });
  }
}
