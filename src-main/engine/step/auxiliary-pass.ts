import { edgeId, type EdgeId } from '#spec/model';
import { tf, type Scalar, type Tensor, type Variable } from '#tensorflow/backend/tf';
import { contextOf } from '../pass/context';
import { meanSquaredDistance } from '../ops/squared-error';
import { FeedReader, type Feed } from '../feed/feed';
import { Keeper } from '../unroll/reset-mask';
import type { Pass } from '../model/layers/layer';
import type { Crossing, EdgePolicy } from '../unroll/edge-window';
import type { Interface, Network } from '../model/network';
import { offTape } from '../ops/stop-gradient';
import { spread } from '../ops/broadcast';
import type { Track } from '../unroll/tensor-array';
import { unroll } from '../unroll/unroll';

/** What became known of a recurrent edge one window later; tensors `[... · rows, ...state shape]`. */
export interface Hindsight {
  /** k · M(s_{t+T}, c) for every state of the window, in its order; null without the auxiliary task. */
  future: Tensor | null;
  /**
   * Scalar: 1, or 0 while the synthesizer warms up. The second head learns meanwhile as the synthesizer
   * does, but its error does not reach the core; null: 1.
   */
  futureCounts: Tensor | null;
  /** `[n · rows]`: 0 where a sequence ends between a state and the one T ticks later; null where none does. */
  futureMask: Tensor | null;
  /** The gradient that arrived at the last state; null unless the synthesizer's error trains the core. */
  arriving: Tensor | null;
  /** `[rows]`, for `arriving`. */
  arrivingMask: Tensor | null;
}

export interface RetraceRequest {
  /** The window to go through again. */
  feed: Feed;
  passOf(node: string): Pass;
  nodes: ReadonlySet<string>;
  states: ReadonlyMap<EdgeId, Tensor>;
  given: ReadonlyMap<EdgeId, Track>;
  /** By recurrent edge of the module. */
  hindsight: ReadonlyMap<EdgeId, Hindsight>;
  variables: readonly Variable[];
}

/**
 * Goes through a module's last window once more, for the two terms of its objective that need the window
 * after it. With n = ticks · rows:
 * - the auxiliary task (Jaderberg et al. 2017, section 3.2): Σ ‖A(s_t) − k · M(s_{t+T})‖² / n over all
 *   states of the window, A being the second head; it trains both the head and the core;
 * - `trainMessage`: ‖M(s_T, c) − arriving‖² / rows, of which only the core's part is wanted here.
 * The gradients stand in the order of `variables`, null where none arrives; the caller disposes them.
 */
export function retrace(network: Network, request: RetraceRequest): (Tensor | null)[] {
  const { feed, hindsight, variables } = request;
  const count = feed.rows * feed.clock.ticks;
  const objective = (): Scalar => {
    const terms: Tensor[] = [tf.scalar(0)];
    const reader = new FeedReader(network, feed);
    const guessFuture = (on: Interface, states: Tensor, seen: Hindsight): void => {
      if (!on.auxiliary || !seen.future) return;
      const { futureCounts } = seen;
      const shown = futureCounts ? heldBack(states, futureCounts) : states;
      const difference = tf.sub(on.auxiliary.predict(shown, null), seen.future);
      const counted = seen.futureMask
        ? tf.mul(difference, spread(seen.futureMask, difference))
        : difference;
      terms.push(tf.div(tf.sum(tf.square(counted)), count));
    };
    const states = new Map<EdgeId, Tensor[]>();
    const note = ({ edge, messages }: Crossing): void => {
      const id = edgeId(edge);
      if (hindsight.get(id)?.future) states.set(id, [...(states.get(id) ?? []), messages]);
    };
    const policy: EdgePolicy = {
      seesStates: true,
      carried: ({ messages }) => messages,
      within(crossing) {
        note(crossing);
        return crossing.messages;
      },
      left(crossing, heard) {
        const id = edgeId(crossing.edge);
        const [on, seen] = [network.interfaces.get(id), hindsight.get(id)];
        if (!on || !seen) return;
        if (!heard) note(crossing);
        if (!seen.arriving || !on.spec.trainMessage) return;
        const context = contextOf(on, reader, crossing.sent);
        const guess = on.synthesizer.predict(crossing.messages, context);
        terms.push(meanSquaredDistance(guess, seen.arriving, seen.arrivingMask));
      },
    };
    unroll(network, {
      ...request,
      clock: feed.clock,
      rows: feed.rows,
      keeper: new Keeper(feed.keep, feed.rows),
      inputs: reader.inputs(),
      policy,
    });
    for (const [id, all] of states) {
      const [on, seen] = [network.interfaces.get(id), hindsight.get(id)];
      if (on && seen) guessFuture(on, tf.concat(all, 0), seen);
    }
    return terms.reduce((all, one) => tf.add(all, one)) as Scalar;
  };
  const { value, grads } = tf
    .engine()
    .gradients<Tensor>(objective, [...variables], undefined, true);
  value.dispose();
  return grads.map((gradient) => gradient ?? null);
}

/** The same values, with `share` of the gradient going back through them. */
function heldBack(messages: Tensor, share: Tensor): Tensor {
  const constant = offTape(() => tf.clone(messages));
  return tf.add(tf.mul(messages, share), tf.mul(constant, tf.sub(1, share)));
}
