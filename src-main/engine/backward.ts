import { edgeId, type Edge, type EdgeId } from '#spec/model';
import type { Method } from '#spec/training';
import { tf, type Scalar, type Tensor, type Variable } from '#tensorflow/tf';
import { joinedInputs, type Feed } from './feed';
import type { Pass } from './layer';
import { lossOf } from './loss';
import { lossNodes, runForward, type Network } from './network';
import { customGradient, cut, offTape, watch } from './off-tape';

export interface BackwardRequest {
  feed: Feed;
  pass: Pass;
  method: Method;
  /** Modules that take part in the backward pass; `null` is all of them. */
  updating: ReadonlySet<string> | null;
  /** What to differentiate by. */
  variables: readonly Variable[];
}

/** What one pass saw on a decoupled edge. Tensors `[batch, ...message shape]`. */
export interface InterfaceTraffic {
  /** h, as the module below made it. */
  message: Tensor;
  /** What the module above computed with: h itself, or the synthetic input. */
  read: Tensor;
  /** M(h, c), of each example's own loss; null where neither side takes part. */
  synthetic: Tensor | null;
  /** The gradient that came to the edge from above, of each example's own loss; null where none did. */
  arriving: Tensor | null;
}

/** Every tensor in it belongs to the caller: `dispose()` frees them all. */
export interface BackwardResult {
  /** Sum of the model's losses, mean over the batch. */
  loss: Scalar;
  /** In the order of `variables`; null where no gradient arrives. */
  gradients: (Tensor | null)[];
  /** By loss node. */
  predictions: ReadonlyMap<string, Tensor>;
  traffic: ReadonlyMap<EdgeId, InterfaceTraffic>;
  dispose(): void;
}

/**
 * One forward and one backward pass over the whole model (Jaderberg et al. 2017, section 2.1). Each
 * decoupled edge is a cut, and the objective is the sum of
 * - the losses, which reach the parameters of their own module;
 * - for every message h that a module sends over a cut, ⟨h, M(h, c)⟩ / batch with M held constant: its
 *   gradient in h is the synthetic gradient of the batch's mean loss. A node with several outgoing
 *   edges thus adds up what comes back on each, synthetic and true;
 * - for every synthesizer, mean over the batch of ‖M(h, c) − arriving gradient‖² with both h and the
 *   arriving gradient held constant: nothing of it reaches a module;
 * - for every synthetic input model I, mean over the batch of ‖I(x) − h‖² with h held constant.
 *
 * Interfaces work on the scale of single examples: what arrives is multiplied by the batch.
 */
export function runBackward(network: Network, request: BackwardRequest): BackwardResult {
  const { feed, pass, method, variables } = request;
  const takesPart = (module: string): boolean => request.updating?.has(module) ?? true;
  const held: Tensor[] = [];
  const hold = <T extends Tensor>(tensor: T): T => {
    held.push(tf.keep(tensor));
    return tensor;
  };
  const traffic = new Map<EdgeId, InterfaceTraffic>();
  const predictions = new Map<string, Tensor>();
  let loss: Scalar | undefined;
  const anchor = tf.scalar(0);
  const inputs =
    method === 'dni' && needsInputs(network) ? hold(tf.tidy(() => joinedInputs(feed))) : null;

  const objective = (): Scalar => {
    const terms: Tensor[] = [];
    const crossCut = (edge: Edge, message: Tensor): Tensor => {
      const on = network.interfaces.get(edgeId(edge));
      if (!on) return message;
      // A clone, because a message may be the very tensor of the feed.
      const kept = hold(offTape(() => tf.clone(message)));
      const seen: InterfaceTraffic = { message: kept, read: kept, synthetic: null, arriving: null };
      const arrive = (gradient: Tensor): void => {
        seen.arriving = hold(tf.mul(gradient, feed.size));
      };
      traffic.set(on.edge, seen);
      if (method === 'backprop') return watch(message, anchor, arrive);
      if (method === 'none') return offTape(() => tf.clone(message));
      const [sends, hears] = [takesPart(on.from), takesPart(on.to)];
      if (sends || hears) {
        const guess = on.synthesizer.predict(kept, feed.context);
        seen.synthetic = hold(offTape(() => tf.clone(guess)));
        // Before the cut, so that the backward pass comes to it after the gradient has arrived.
        if (hears) terms.push(distanceToCome(guess, () => seen.arriving));
        if (sends) terms.push(tf.div(tf.sum(tf.mul(message, seen.synthetic)), feed.size));
      }
      if (on.syntheticInput && inputs) {
        const guess = on.syntheticInput(inputs);
        seen.read = hold(offTape(() => tf.clone(guess)));
        terms.push(meanSquaredDistance(guess, kept));
      }
      return hears ? cut(seen.read, anchor, arrive) : offTape(() => tf.clone(seen.read));
    };
    const predicted = runForward(network, feed.inputs, pass, crossCut);
    const losses = lossNodes(network.model).map(({ id, node }) => {
      const prediction = predicted.get(id);
      const target = feed.targets.get(node.target);
      if (!prediction || !target) throw new Error(`loss '${id}' has nothing to compare`);
      predictions.set(id, hold(prediction));
      return lossOf(node, prediction, target);
    });
    const sum = losses.reduce<Tensor>((all, one) => tf.add(all, one), tf.scalar(0));
    loss = hold(offTape(() => tf.clone(sum)) as Scalar);
    return terms.reduce((all, one) => tf.add(all, one), sum) as Scalar;
  };

  const { value, grads } = tf
    .engine()
    .gradients<Tensor>(objective, [...variables, anchor], undefined, true);
  tf.dispose([value, anchor]);
  const gradients = grads.slice(0, variables.length).map((gradient) => gradient ?? null);
  // The anchor's own gradient is a zero that nobody reads.
  tf.dispose(grads.slice(variables.length).filter(Boolean));
  if (!loss) throw new Error('the objective did not run');
  return {
    loss,
    gradients,
    predictions,
    traffic,
    dispose: () => tf.dispose([...held, ...gradients.filter((gradient) => gradient !== null)]),
  };
}

/** Mean over the batch of the squared Euclidean distance of each row: the paper's ‖M(h) − δ‖². */
export function meanSquaredDistance(a: Tensor, b: Tensor): Tensor {
  return tf.div(tf.sum(tf.square(tf.sub(a, b))), a.shape[0] ?? 1);
}

/**
 * `meanSquaredDistance(guess, target())` for a target that is known in the backward pass only. Its
 * value is given as 0, its gradient is the true one.
 */
function distanceToCome(guess: Tensor, target: () => Tensor | null): Tensor {
  return customGradient(
    [guess],
    (save) => {
      save([guess]);
      return tf.scalar(0);
    },
    (dy, saved) => {
      const [given, wanted] = [saved[0], target()];
      if (!given || !wanted) throw new Error('a synthesizer was to learn, but no gradient arrived');
      return [tf.mul(tf.sub(given, wanted), tf.mul(dy, 2 / (given.shape[0] ?? 1)))];
    },
  );
}

function needsInputs(network: Network): boolean {
  return [...network.interfaces.values()].some((on) => on.syntheticInput !== null);
}
