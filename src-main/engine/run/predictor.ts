import type { EdgeId } from '#spec/model';
import { tf, type Tensor } from '#tensorflow/backend/tf';
import { disposeFeed, uploadFeed, type WindowData } from '../feed/feed';
import { FeedReader } from '../feed/feed-reader';
import { ResetMask } from '../unroll/reset-mask';
import type { Network } from '../model/network';
import { initialStates } from '../unroll/initial-states';
import { unroll } from '../unroll/unroll';

/** Runs a network forward tick by tick, as it would be used. Owns its states. */
export class Predictor {
  readonly #network: Network;
  readonly #rows: number;
  #states: Map<EdgeId, Tensor>;

  constructor(network: Network, rows: number) {
    this.#network = network;
    this.#rows = rows;
    this.#states = initialStates(network, rows);
  }

  /** One tick of labels: what the loss is to judge. */
  step(labels: Record<string, number>, loss: string): Float32Array {
    const values = Object.entries(labels).map(
      ([name, label]) => [name, Int32Array.of(label)] as const,
    );
    const found = this.run({
      clock: { offset: 0, ticks: 1 },
      rows: this.#rows,
      history: 0,
      values: Object.fromEntries(values),
      begins: null,
    }).get(loss);
    return found?.values ?? new Float32Array();
  }

  /** By loss node: what it is to judge, `[ticks × width]`. */
  run(
    data: WindowData,
  ): Map<string, { ticks: readonly number[]; width: number; values: Float32Array }> {
    const { rows, clock } = data;
    const feed = uploadFeed(this.#network, { ...data, clock: { offset: 0, ticks: clock.ticks } });
    const found = new Map<
      string,
      { ticks: readonly number[]; width: number; values: Float32Array }
    >();
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
        found.set(id, {
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
    return found;
  }

  dispose(): void {
    tf.dispose([...this.#states.values()]);
  }
}
