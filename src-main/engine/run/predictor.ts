import type { EdgeId } from '#spec/model';
import { tf, type Tensor } from '#tensorflow/backend/tf';
import { disposeFeed, uploadFeed, type WindowData } from '../feed/feed';
import { FeedReader } from '../feed/feed-reader';
import type { Network } from '../model/network';
import { initialStates } from '../unroll/initial-states';
import { runInference } from './inference';

/** The predictions at one loss node. */
export interface Prediction {
  /** The ticks of the window at which the node computed. */
  ticks: readonly number[];
  /** Numbers a tick and row. */
  width: number;
  /** `[ticks · rows × width]`. */
  values: Float32Array;
}

/**
 * Runs a network forward as it would be used, window by window: no dropout, running statistics, states
 * carried on. Owns the states: `dispose()` frees them.
 */
export class Predictor {
  readonly #network: Network;
  readonly #rows: number;
  #states: Map<EdgeId, Tensor>;

  /** `rows`: streams that are run side by side. */
  constructor(network: Network, rows: number) {
    this.#network = network;
    this.#rows = rows;
    this.#states = initialStates(network, rows);
  }

  /** One tick of labels, by field; returns the prediction at the loss node called `loss`. */
  step(labels: Record<string, number>, loss: string): Float32Array {
    const values = Object.entries(labels).map(
      ([name, label]) => [name, Int32Array.of(label)] as const,
    );
    const prediction = this.run({
      clock: { offset: 0, ticks: 1 },
      rows: this.#rows,
      history: 0,
      values: Object.fromEntries(values),
      begins: null,
    }).get(loss);
    return prediction?.values ?? new Float32Array();
  }

  /** One window; the predictions by loss node. */
  run(data: WindowData): Map<string, Prediction> {
    const { clock } = data;
    const feed = uploadFeed(this.#network, { ...data, clock: { offset: 0, ticks: clock.ticks } });
    const predictions = new Map<string, Prediction>();
    const before = this.#states;
    const after = new Map<EdgeId, Tensor>();
    tf.tidy(() => {
      const reader = new FeedReader(this.#network, feed);
      const result = runInference(this.#network, feed, reader, before);
      for (const [id, prediction] of result.predictions)
        predictions.set(id, {
          ticks: result.ticksOf(id),
          width: prediction.shape.at(-1) ?? 1,
          values: Float32Array.from(prediction.dataSync()),
        });
      for (const [edge, state] of before)
        after.set(edge, tf.keep(tf.clone(result.states.get(edge) ?? state)));
    });
    this.#states = after;
    tf.dispose([...before.values()]);
    disposeFeed(feed);
    return predictions;
  }

  dispose(): void {
    tf.dispose([...this.#states.values()]);
  }
}
