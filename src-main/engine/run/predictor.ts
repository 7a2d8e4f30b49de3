import type { EdgeId } from '#spec/model';
import { tf, type Tensor } from '#tensorflow/backend/tf';
import { disposeFeed, uploadFeed, type WindowData } from '../feed/feed';
import { FeedReader } from '../feed/feed-reader';
import type { Network } from '../model/network';
import { initialStates } from '../unroll/initial-states';
import { ResetMask } from '../unroll/reset-mask';
import { unroll } from '../unroll/unroll';

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
    const { rows, clock } = data;
    const feed = uploadFeed(this.#network, { ...data, clock: { offset: 0, ticks: clock.ticks } });
    const predictions = new Map<string, Prediction>();
    const before = this.#states;
    const after = new Map<EdgeId, Tensor>();
    tf.tidy(() => {
      const seed = tf.zeros([2], 'int32');
      const unrolled = unroll(this.#network, {
        clock: feed.clock,
        rows,
        resetMask: new ResetMask(feed.resetMask, rows),
        modeOf: () => ({ training: false, updateStatistics: false, seed }),
        nodes: new Set(this.#network.modules.flatMap(({ nodes }) => nodes)),
        inputs: new FeedReader(this.#network, feed).inputs(),
        states: before,
      });
      for (const [id, prediction] of unrolled.predictions)
        predictions.set(id, {
          ticks: unrolled.ticksOf(id),
          width: prediction.shape.at(-1) ?? 1,
          values: Float32Array.from(prediction.dataSync()),
        });
      for (const [edge, state] of before)
        after.set(edge, tf.keep(tf.clone(unrolled.states.get(edge) ?? state)));
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
