import { edgeId, type EdgeId } from '#spec/model';
import { moduleOfNode } from '#spec/graph';
import type { Method } from '#spec/training';
import { tf, type Scalar, type Tensor, type Variable } from '#tensorflow/backend/tf';
import { contextOf } from './context';
import { distanceToCome, meanSquaredDistance } from '../ops/squared-error';
import { FeedReader, type Feed } from '../feed/feed';
import { Held } from '../ops/tensor-scope';
import { Keeper } from '../unroll/reset-mask';
import type { Pass } from '../model/layers/layer';
import type { Crossing, EdgePolicy } from '../unroll/edge-window';
import { judge, type Judgement } from './losses';
import type { Interface, Network } from '../model/network';
import { cut, offTape, watch, withSlope } from '../ops/stop-gradient';
import { spread } from '../ops/broadcast';
import type { Track } from '../unroll/tensor-array';
import { unroll } from '../unroll/unroll';

export interface WindowPassRequest {
  feed: Feed;
  /** What part of the batch its rows are; left out, all of it. */
  share?: number;
  method: Method;
  passOf(node: string): Pass;
  /** Nodes to compute. */
  nodes: ReadonlySet<string>;
  /** Modules whose objective is minimised here; the others only compute. */
  learning: ReadonlySet<string>;
  /** By carried edge, the newest message from before the window. */
  states: ReadonlyMap<EdgeId, Tensor>;
  /** What nodes that are not computed sent. */
  given: ReadonlyMap<EdgeId, Track>;
  /** k by edge, a scalar tensor; 0 while a synthesizer warms up. */
  scaleOf(on: Interface): Tensor;
  /** What to differentiate by. */
  variables: readonly Variable[];
  /** Under `backprop`: notes the true gradient at decoupled edges, and at the states within the window. */
  observes?: boolean;
  /** Under `observes`: only losses at these ticks count. */
  judged?: ReadonlySet<number>;
}

/** What one pass saw of messages on a decoupled edge; tensors `[n · rows, ...message shape]`. */
export interface Traffic {
  /** The n ticks of the window at which they were sent; 0: before it. */
  sent: readonly number[];
  /** h, as the module below made it. */
  message: Tensor;
  /** What the module above computed with: h itself, or the synthetic input. */
  read: Tensor;
  /** M(h, c), of each example's own loss, without k; null where neither side takes part. */
  synthetic: Tensor | null;
  /** The gradient that came to the edge from above, of each example's own loss; null where none did. */
  arriving: Tensor | null;
  /** `[n · rows]`: 0 where a sequence ended in between; null where none did. */
  mask: Tensor | null;
}

/** Every tensor in it belongs to the caller: `dispose()` frees them all. */
export interface WindowPassResult {
  /** In the order of `variables`; null where no gradient arrives. */
  gradients: (Tensor | null)[];
  /** By loss node that computed. */
  judgements: ReadonlyMap<string, Judgement>;
  traffic: ReadonlyMap<EdgeId, readonly Traffic[]>;
  /** By carried edge from a computed node. */
  states: ReadonlyMap<EdgeId, Tensor>;
  /** By edge between modules, or with the auxiliary task: all that was sent, `[ticks · rows, ...shape]`. */
  sent: ReadonlyMap<EdgeId, Tensor>;
  dispose(): void;
}

/**
 * One forward and one backward pass over a window of ticks (Jaderberg et al. 2017, sections 2.1 and 2.2;
 * a set of examples is a window of one tick). With n = ticks · rows of the whole batch, the objective is the sum of
 * - the losses of all ticks / n, which reach the parameters of their own module;
 * - for every message h that a module sends over a cut, ⟨h, k · M(h, c)⟩ / n with M held constant: its
 *   gradient in h is the synthetic gradient. A cut lies on every message between two modules, and on a
 *   recurrent edge within one module where the window ends. A node with several outgoing edges thus adds
 *   up what comes back on each, synthetic and true;
 * - for every synthesizer, mean over messages of ‖M(h, c) − arriving gradient‖² with the arriving gradient
 *   held constant, and h too unless `trainMessage` is set. At a recurrent edge h is the state at the start
 *   of the window, and what arrives there holds the synthetic gradient of its end;
 * - for every synthetic input model I, mean over messages of ‖I(x) − h‖² with h held constant.
 *
 * Interfaces work on the scale of a single example's summed losses: what arrives is multiplied by n.
 */
export function runWindow(network: Network, request: WindowPassRequest): WindowPassResult {
  const { feed, method, learning, share = 1 } = request;
  const count = (feed.rows * feed.clock.ticks) / share;
  const held = new Held();
  const anchor = tf.scalar(0);
  const traffic = new Map<EdgeId, Traffic[]>();
  const judgements = new Map<string, Judgement>();
  const states = new Map<EdgeId, Tensor>();
  const sent = new Map<EdgeId, Tensor>();
  const moduleOf = moduleOfNode(network.modules);

  const objective = (): Scalar => {
    const terms: Tensor[] = [tf.scalar(0)];
    const reader = new FeedReader(network, feed);

    /** What of a mean over these rows counts in the mean over all. */
    const shared = (mean: Tensor): Tensor => (share === 1 ? mean : tf.mul(mean, share));
    const note = (on: Interface, crossing: Crossing): Traffic => {
      // A clone, because a message may be the very tensor of the feed.
      const message = held.add(offTape(() => tf.clone(crossing.messages)));
      const mask = crossing.mask();
      const seen: Traffic = {
        sent: crossing.sent,
        message,
        read: message,
        synthetic: null,
        arriving: null,
        mask: mask && held.add(offTape(() => tf.clone(mask))),
      };
      traffic.set(on.edge, [...(traffic.get(on.edge) ?? []), seen]);
      return seen;
    };
    const arriveAt =
      (seen: Traffic) =>
      (gradient: Tensor): void => {
        seen.arriving = held.add(tf.mul(gradient, count));
      };
    const guess = (on: Interface, seen: Traffic, message: Tensor): Tensor => {
      const context = contextOf(on, reader, seen.sent);
      const guessed = on.synthesizer.predict(message, context);
      seen.synthetic = held.add(offTape(() => tf.clone(guessed)));
      return guessed;
    };
    const learnFrom = (guessed: Tensor, seen: Traffic): void => {
      // Before the cut, so that the backward pass comes to it after the gradient has arrived.
      terms.push(shared(distanceToCome(guessed, () => seen.arriving, seen.mask)));
    };
    const send = (on: Interface, seen: Traffic, messages: Tensor): void => {
      const { synthetic, mask } = seen;
      if (!synthetic) return;
      terms.push(
        withSlope(messages, () => {
          const slope = tf.mul(synthetic, tf.div(request.scaleOf(on), count));
          return mask ? tf.mul(slope, spread(mask, slope)) : slope;
        }),
      );
    };
    const observed = (on: Interface, crossing: Crossing): Tensor =>
      watch(crossing.messages, anchor, arriveAt(note(on, crossing)));

    const policy: EdgePolicy = {
      seesStates: request.observes === true,
      carried(crossing) {
        const on = network.interfaces.get(edgeId(crossing.edge));
        if (!on) return crossing.messages;
        if (request.observes) return observed(on, crossing);
        if (method !== 'dni' || !learning.has(on.to)) return crossing.messages;
        const seen = note(on, crossing);
        learnFrom(guess(on, seen, seen.message), seen);
        return cut(seen.message, anchor, arriveAt(seen));
      },
      within(crossing) {
        const { messages } = crossing;
        const on = network.interfaces.get(edgeId(crossing.edge));
        if (!on) return messages;
        if (request.observes) return observed(on, crossing);
        if (method === 'backprop' || on.isBorder) return messages;
        if (method === 'none') return offTape(() => tf.clone(messages));
        const seen = note(on, crossing);
        const [sends, hears] = [learning.has(on.from), learning.has(on.to)];
        if (sends || hears) {
          const guessed = guess(on, seen, on.spec.trainMessage && sends ? messages : seen.message);
          if (hears) learnFrom(guessed, seen);
          if (sends) send(on, seen, messages);
        }
        if (on.syntheticInput) {
          const inputs = reader.inputsAt(seen.sent);
          const imagined = on.syntheticInput(inputs);
          seen.read = held.add(offTape(() => tf.clone(imagined)));
          terms.push(shared(meanSquaredDistance(imagined, seen.message, seen.mask)));
        }
        return hears ? cut(seen.read, anchor, arriveAt(seen)) : offTape(() => tf.clone(seen.read));
      },
      left(crossing, heard) {
        const on = network.interfaces.get(edgeId(crossing.edge));
        if (!on || method !== 'dni' || request.observes || !learning.has(on.from)) return;
        if (heard && !on.isBorder) return;
        const seen = note(on, crossing);
        offTape(() => guess(on, seen, seen.message));
        send(on, seen, crossing.messages);
      },
    };

    const unrolled = unroll(network, {
      ...request,
      clock: feed.clock,
      rows: feed.rows,
      keeper: new Keeper(feed.keep, feed.rows),
      inputs: reader.inputs(),
      policy,
    });
    for (const [id, judgement] of judge(network, reader, unrolled, request.judged)) {
      if (learning.has(moduleOf.get(id) ?? '')) terms.push(tf.div(judgement.sum, count));
      judgements.set(id, {
        sum: held.add(offTape(() => tf.clone(judgement.sum)) as Scalar),
        asked: held.add(judgement.asked),
        mistakes: judgement.mistakes && held.add(judgement.mistakes),
      });
    }
    for (const [edge, state] of unrolled.states)
      states.set(edge, held.add(offTape(() => tf.clone(state))));
    for (const edge of network.model.edges) {
      const id = edgeId(edge);
      if (!network.interfaces.has(id) || !request.nodes.has(edge.from)) continue;
      const isWanted =
        moduleOf.get(edge.from) !== moduleOf.get(edge.to) || edge.decoupled?.auxiliary;
      const all = isWanted ? unrolled.sent(edge) : null;
      if (all) sent.set(id, held.add(offTape(() => tf.clone(all))));
    }
    return terms.reduce((all, one) => tf.add(all, one)) as Scalar;
  };

  const { value, grads } = tf
    .engine()
    .gradients<Tensor>(objective, [...request.variables, anchor], undefined, true);
  tf.dispose([value, anchor]);
  const gradients = grads.slice(0, request.variables.length).map((gradient) => gradient ?? null);
  // The anchor's own gradient is a zero that nobody reads.
  tf.dispose(grads.slice(request.variables.length).filter(Boolean));
  return {
    gradients,
    judgements,
    traffic,
    states,
    sent,
    dispose: () => {
      held.dispose();
      tf.dispose(gradients.filter((gradient) => gradient !== null));
    },
  };
}
