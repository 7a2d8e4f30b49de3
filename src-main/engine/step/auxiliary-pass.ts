import type { EdgeId } from '#spec/model';
import { tf, type Scalar, type Tensor, type Variable } from '#tensorflow/backend/tf';
import type { Feed } from '../feed/feed';
import { FeedReader } from '../feed/feed-reader';
import { unrollFeed } from '../feed/unroll-feed';
import type { ForwardMode } from '../model/layers/layer';
import type { Interface, Network } from '../model/network';
import { broadcastRows } from '../ops/broadcast';
import { differentiate } from '../ops/differentiate';
import { meanSquaredError } from '../ops/squared-error';
import { stopGradient, withFrozenParameters } from '../ops/stop-gradient';
import { contextOf } from '../pass/context';
import type { DecoupledEdge, Message } from '../unroll/decoupled-edge';
import type { TensorArray } from '../unroll/tensor-array';

/**
 * Targets on a recurrent edge that became known one window later. Constants, `[... · rows, ...state shape]`;
 * n = ticks · rows of the window.
 */
export interface AuxiliaryTargets {
  /** k · M(s_{t+T}, c) for every state s_t of the window, in its order; null without the auxiliary task. */
  future: Tensor | null;
  /**
   * Scalar: 0 while the synthesizer warms up, else 1. The second head learns meanwhile, as the synthesizer
   * does, but its error does not reach the core. Null: 1.
   */
  futureWeight: Tensor | null;
  /** `[n]`: 0 where a sequence ends between a state and the one T ticks later, else 1; null where none does. */
  futureMask: Tensor | null;
  /** The gradient that arrived at the last state; null unless `trainMessage` is set. */
  arriving: Tensor | null;
  /** `[rows]`, for `arriving`. */
  arrivingMask: Tensor | null;
}

export interface AuxiliaryPassRequest {
  /** The window to run again. */
  feed: Feed;
  modeOf(node: string): ForwardMode;
  /** The nodes of the module. */
  nodes: ReadonlySet<string>;
  /** By carried edge, the message from before the window, `[rows, ...shape]`. */
  states: ReadonlyMap<EdgeId, Tensor>;
  /** By edge, what other modules sent in the window. */
  received: ReadonlyMap<EdgeId, TensorArray>;
  /** By recurrent edge of the module. */
  targets: ReadonlyMap<EdgeId, AuxiliaryTargets>;
  variables: readonly Variable[];
}

/**
 * Runs a module's previous window once more, for the two terms of its objective whose targets only the
 * following window makes known. With n = ticks · rows:
 * - the auxiliary task (Jaderberg et al. 2017, on recurrent networks): Σ ‖A(s_t) − k · M(s_{t+T})‖² / n over all
 *   states of the window, A being the second head; it trains both the head and the core;
 * - `trainMessage`: ‖M(s_T, c) − arriving‖² / rows with the parameters of M frozen: it trains the core alone. M
 *   has learnt from the same error in the following window, where it arrived.
 *
 * The gradients stand in the order of `variables`, null where none arrives; the caller disposes of them.
 */
export function runAuxiliaryPass(
  network: Network,
  request: AuxiliaryPassRequest,
): (Tensor | null)[] {
  const { feed, targets, variables } = request;
  const objective = (): Scalar => {
    const reader = new FeedReader(network, feed);
    const edges = new Map(
      [...targets].flatMap(([id, target]) => {
        const on = network.interfaces.get(id);
        return on ? [[id, new AuxiliaryEdge(on, target, reader)] as const] : [];
      }),
    );
    unrollFeed(network, feed, reader, { ...request, edges });
    const count = feed.rows * feed.clock.ticks;
    return [...edges.values()]
      .flatMap((edge) => edge.terms(count))
      .reduce((sum, term) => tf.add(sum, term), tf.scalar(0)) as Scalar;
  };
  return differentiate(objective, variables);
}

/** A recurrent edge of the module: passes states on as they are and collects what its targets are compared with. */
class AuxiliaryEdge implements DecoupledEdge {
  readonly interceptsStates = true;
  readonly #interface: Interface;
  readonly #targets: AuxiliaryTargets;
  readonly #reader: FeedReader;
  /** s_1 ... s_T. */
  readonly #states: Tensor[] = [];
  /** ‖M(s_T, c) − arriving‖² / rows, M frozen. */
  #messageError: Tensor | null = null;

  constructor(on: Interface, targets: AuxiliaryTargets, reader: FeedReader) {
    this.#interface = on;
    this.#targets = targets;
    this.#reader = reader;
  }

  carryIn({ values }: Message): Tensor {
    return values;
  }

  transmit({ values }: Message): Tensor {
    this.#states.push(values);
    return values;
  }

  carryOut({ values, sentAt }: Message, wasRead: boolean): void {
    if (!wasRead) this.#states.push(values);
    const { spec, synthesizer } = this.#interface;
    const { arriving, arrivingMask } = this.#targets;
    if (!arriving || !spec.trainMessage) return;
    const context = contextOf(this.#interface, this.#reader, sentAt);
    this.#messageError = withFrozenParameters(values, (state) =>
      meanSquaredError(synthesizer.predict(state, context), arriving, arrivingMask),
    );
  }

  /** Its terms of the objective, scalars; `count`: n. */
  terms(count: number): Tensor[] {
    return [this.#messageError, this.#auxiliaryError(count)].filter((term) => term !== null);
  }

  /** Σ ‖A(s_t) − k · M(s_{t+T})‖² / n. */
  #auxiliaryError(count: number): Tensor | null {
    const { auxiliary } = this.#interface;
    const { future, futureWeight, futureMask } = this.#targets;
    if (!auxiliary || !future || this.#states.length === 0) return null;
    const states = tf.concat(this.#states, 0);
    const shown = futureWeight ? scaleGradient(states, futureWeight) : states;
    const difference = tf.sub(auxiliary.predict(shown, null), future);
    const masked = futureMask
      ? tf.mul(difference, broadcastRows(futureMask, difference))
      : difference;
    return tf.div(tf.sum(tf.square(masked)), count);
  }
}

/** The same values; the gradient that flows back through them is multiplied by `factor`, a scalar. */
function scaleGradient(values: Tensor, factor: Tensor): Tensor {
  const constant = stopGradient(() => tf.clone(values));
  return tf.add(tf.mul(values, factor), tf.mul(constant, tf.sub(1, factor)));
}
