import { mapNodesToModules } from '#spec/graph';
import { edgeId, type EdgeId } from '#spec/model';
import type { Method } from '#spec/training';
import { tf, type Scalar, type Tensor, type Variable } from '#tensorflow/backend/tf';
import type { Feed } from '../feed/feed';
import { FeedReader } from '../feed/feed-reader';
import { unrollFeed } from '../feed/unroll-feed';
import type { ForwardMode } from '../model/layers/layer';
import type { Interface, Network } from '../model/network';
import { differentiate } from '../ops/differentiate';
import { stopGradient } from '../ops/stop-gradient';
import { TensorScope } from '../ops/tensor-scope';
import type { TensorArray } from '../unroll/tensor-array';
import type { UnrollResult } from '../unroll/unroll';
import type { EdgeMethod, TracedEdge, Traces, WindowContext } from './edge-method';
import { evaluateLosses, type LossSums } from './losses';
import { backprop } from './methods/backprop';
import { dni } from './methods/dni';
import { none } from './methods/none';
import { observe, observeEdge } from './methods/observe';

export interface WindowPassRequest {
  feed: Feed;
  /** The share of the batch that its rows are; left out, all of it. */
  weight?: number;
  method: Method;
  modeOf(node: string): ForwardMode;
  /** Nodes to compute. */
  nodes: ReadonlySet<string>;
  /** Modules whose objective is minimised here; the others only compute. */
  learningModules: ReadonlySet<string>;
  /** By carried edge, the newest message from before the window, `[rows, ...shape]`. */
  states: ReadonlyMap<EdgeId, Tensor>;
  /** By edge, the messages of nodes that are not computed here. */
  received: ReadonlyMap<EdgeId, TensorArray>;
  /** k by edge, a scalar tensor; 0 while a synthesizer warms up. */
  scaleOf(on: Interface): Tensor;
  /** What to differentiate by. */
  variables: readonly Variable[];
  /** Diagnostics: true gradients everywhere, noted at decoupled edges and at the states within the window. */
  recordsTrueGradients?: boolean;
  /** Diagnostics: plain edges on which the true gradient of every message is noted too. */
  observed?: readonly EdgeId[];
  /** The ticks whose losses count; left out, all of them. */
  lossTicks?: ReadonlySet<number>;
  /** Whether the messages of the window have crossed their edges in earlier passes; left out, they have not. */
  isReplay?: boolean;
}

/** The result of one window. Every tensor in it belongs to the caller: `dispose()` frees them all. */
export interface WindowPassResult {
  /** In the order of `variables`, each in the variable's shape; null where no gradient arrives. */
  gradients: (Tensor | null)[];
  /** By loss node that computed. */
  losses: ReadonlyMap<string, LossSums>;
  traces: Traces;
  /** By carried edge from a computed node, the message that the next window begins with, `[rows, ...shape]`. */
  states: ReadonlyMap<EdgeId, Tensor>;
  /** By edge between modules, or with the auxiliary task: all that was sent, `[ticks · rows, ...shape]`. */
  sent: ReadonlyMap<EdgeId, Tensor>;
  dispose(): void;
}

/** What a decoupled edge does under each training method: a new method is one file and one line here. */
const methods: Record<Method, EdgeMethod> = { backprop, none, dni };

/**
 * One forward and one backward pass over a window of ticks (Jaderberg et al. 2017, sections 2.1 and 2.2;
 * a set of examples is a window of one tick). With n = ticks · rows of the whole batch, the objective is the sum of
 * - the losses of all ticks / n, which reach the parameters of their own module;
 * - for every message h that a module sends over a cut, ⟨h, k · M(h, c)⟩ / n with M held constant: its
 *   gradient in h is the synthetic gradient. A cut lies on every message between two modules, and on a
 *   recurrent edge within one module where the window ends. A node with several outgoing edges thus adds
 *   up what comes back on each, synthetic and true;
 * - for every synthesizer, the mean over all messages and rows of ‖M(h, c) − arriving gradient‖² with the arriving
 *   gradient held constant, and h too unless `trainMessage` is set. At a recurrent edge h is the state at the start
 *   of the window, and what arrives there holds the synthetic gradient of its end;
 * - for every synthetic input model I, the mean over all messages and rows of ‖I(x) − h‖² with h held constant. It
 *   learns in the first pass over a message, not where the window is replayed.
 *
 * The terms of the edges come from the method's own file (`methods/`). A synthesizer predicts dL_i/dh, where L_i is
 * the summed loss of one example: the gradient that arrives at a cut, of a mean over n losses, is multiplied by n.
 */
export function runWindow(network: Network, request: WindowPassRequest): WindowPassResult {
  const { feed, learningModules, variables, weight = 1 } = request;
  const scope = new TensorScope();
  const anchor = tf.scalar(0);
  const reader = new FeedReader(network, feed);
  const count = (feed.rows * feed.clock.ticks) / weight;
  const moduleOf = mapNodesToModules(network.modules);
  const edges = createEdges(network, request, {
    reader,
    scope,
    anchor,
    count,
    weight,
    learningModules,
    isReplay: request.isReplay ?? false,
    scaleOf: (on) => request.scaleOf(on),
  });
  const kept = {
    losses: new Map<string, LossSums>(),
    states: new Map<EdgeId, Tensor>(),
    sent: new Map<EdgeId, Tensor>(),
  };

  const forward = (): Scalar => {
    const unrolled = unrollFeed(network, feed, reader, { ...request, edges });
    const terms: Tensor[] = [...edges.values()].flatMap((edge) => [...edge.terms()]);
    for (const [id, loss] of evaluateLosses(network, reader, unrolled, request.lossTicks)) {
      if (learningModules.has(moduleOf.get(id) ?? '')) terms.push(tf.div(loss.sum, count));
      kept.losses.set(id, keepLoss(loss, scope));
    }
    for (const [id, state] of unrolled.states) kept.states.set(id, keepConstant(state, scope));
    for (const [id, sent] of sentBetweenModules(network, moduleOf, request.nodes, unrolled))
      kept.sent.set(id, keepConstant(sent, scope));
    return terms.reduce((sum, term) => tf.add(sum, term), tf.scalar(0)) as Scalar;
  };
  const gradients = differentiate(forward, [...variables, anchor]);
  // The anchor's own gradient is a zero that nobody reads.
  tf.dispose([anchor, gradients.pop() ?? []]);
  return {
    gradients,
    ...kept,
    traces: new Map([...edges].map(([id, { traces }]) => [id, traces])),
    dispose: () => {
      scope.dispose();
      tf.dispose(gradients.filter((gradient) => gradient !== null));
    },
  };
}

function createEdges(
  network: Network,
  { method, recordsTrueGradients, observed = [] }: WindowPassRequest,
  window: WindowContext,
): Map<EdgeId, TracedEdge> {
  const create = recordsTrueGradients ? observe : methods[method];
  return new Map([
    ...observed.map((edge) => [edge, observeEdge(window)] as const),
    ...[...network.interfaces.values()].map((on) => [on.edge, create(on, window)] as const),
  ]);
}

function keepConstant(tensor: Tensor, scope: TensorScope): Tensor {
  return scope.keep(stopGradient(() => tf.clone(tensor)));
}

function keepLoss({ sum, valid, incorrect }: LossSums, scope: TensorScope): LossSums {
  return {
    sum: keepConstant(sum, scope) as Scalar,
    valid: scope.keep(valid),
    incorrect: incorrect && scope.keep(incorrect),
  };
}

/** By decoupled edge whose messages are wanted after the window, all that was sent over it. */
function sentBetweenModules(
  { model, interfaces }: Network,
  moduleOf: ReadonlyMap<string, string>,
  nodes: ReadonlySet<string>,
  unrolled: UnrollResult,
): Map<EdgeId, Tensor> {
  const sent = new Map<EdgeId, Tensor>();
  for (const edge of model.edges) {
    const id = edgeId(edge);
    if (!interfaces.has(id) || !nodes.has(edge.from)) continue;
    const isBetween = moduleOf.get(edge.from) !== moduleOf.get(edge.to);
    const messages = isBetween || edge.decoupled?.auxiliary ? unrolled.sent(edge) : null;
    if (messages) sent.set(id, messages);
  }
  return sent;
}
