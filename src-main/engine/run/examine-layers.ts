import { mostExaminedNodes } from '#spec/estimate-disk';
import { outgoingEdges } from '#spec/graph';
import { edgeId, type EdgeId } from '#spec/model';
import { isLoss, type Node } from '#spec/nodes';
import { isStateLoop } from '#spec/shapes';
import { tf, type Tensor } from '#tensorflow/backend/tf';
import { computedNodes, type Network } from '../model/network';
import type { InterfaceTrace, Traces } from '../pass/edge-method';

/** One layer on the probe. Null: it has no such number. */
export interface LayerState {
  /** Rectifiers: the share of units (channels of a convolution) that are zero for every message of the probe. */
  dead: number | null;
  /** The standard deviation of all values that it sends. */
  activations: number | null;
  /** The root mean square of its trainable parameters. */
  weights: number | null;
  /** The root mean square of what was added to them since the values given; null where there are none. */
  updates: number | null;
}

/** Values of the parameters, by name. */
export type ParameterValues = ReadonlyMap<string, Tensor>;

/** Numbers of each layer in `layerNumbers`. */
const numbersOfLayer = 4;

/** The nodes that are examined: all that compute messages. */
export function examinedNodes(network: Network): string[] {
  const nodes = [...computedNodes(network)].filter((id) => !isLoss(nodeOf(network, id)));
  return nodes.length > mostExaminedNodes ? [] : nodes;
}

/** The plain edges whose true gradients are examined: those of messages that examined nodes compute. */
export function examinedEdges(network: Network): EdgeId[] {
  const { model, interfaces } = network;
  return examinedNodes(network).flatMap((id) =>
    outgoingEdges(model, id)
      .filter((edge) => !isStateLoop(model, edge) && !interfaces.has(edgeId(edge)))
      .map(edgeId),
  );
}

/** Copies of all trainable parameters of the examined nodes, which the caller disposes of. */
export function copyParameters(network: Network): Map<string, Tensor> {
  return new Map(
    examinedNodes(network).flatMap((id) =>
      network.parameters
        .trainableUnder(`${id}/`)
        .map(({ name, variable }) => [name, tf.clone(variable)] as const),
    ),
  );
}

/** The numbers of each examined layer in a pass with these traces, as scalars: NaN where it has no such number. */
export function layerNumbers(network: Network, traces: Traces, before: ParameterValues): Tensor[] {
  return examinedNodes(network).flatMap((id) => [
    ...activationNumbers(nodeOf(network, id), messagesOf(network, id, traces)),
    ...weightNumbers(network, id, before),
  ]);
}

/** What `layerNumbers` has computed. `hasBefore`: whether it was given parameters from which the change is measured. */
export function readLayers(
  network: Network,
  numbers: Float32Array,
  hasBefore: boolean,
): Map<string, LayerState> {
  return new Map(
    examinedNodes(network).map((id, index) => {
      const [dead, activations, weights, updates] = numbers.subarray(index * numbersOfLayer);
      return [
        id,
        {
          dead: knownOrNull(dead),
          activations: knownOrNull(activations),
          weights: knownOrNull(weights),
          updates: hasBefore ? knownOrNull(updates) : null,
        },
      ];
    }),
  );
}

/** √(Σ ‖gradient‖² / n) over the n examples that sent a message: a scalar, NaN where no gradient arrives. */
export function rootMeanSquareGradient(traces: readonly InterfaceTrace[]): Tensor {
  const arriving = traces.flatMap((trace) =>
    trace.arriving && !trace.sentAt.includes(0) ? [trace.arriving] : [],
  );
  if (arriving.length === 0) return tf.scalar(Number.NaN);
  const rows = arriving.reduce((sum, { shape }) => sum + (shape[0] ?? 0), 0);
  return tf.sqrt(tf.div(sumOfSquares(arriving), rows));
}

function nodeOf({ model }: Network, id: string): Node {
  return model.nodes[id] as Node;
}

/** All that a node has sent in the window; null where nothing of it is observed. */
function messagesOf({ model }: Network, id: string, traces: Traces): Tensor | null {
  for (const edge of outgoingEdges(model, id)) {
    if (isStateLoop(model, edge)) continue;
    const messages = (traces.get(edgeId(edge)) ?? [])
      .filter(({ sentAt }) => !sentAt.includes(0))
      .map(({ message }) => message);
    if (messages.length > 0) return tf.concat(messages, 0);
  }
  return null;
}

function activationNumbers(node: Node, messages: Tensor | null): Tensor[] {
  if (!messages) return [tf.scalar(Number.NaN), tf.scalar(Number.NaN)];
  const centred = tf.sub(messages, tf.mean(messages));
  return [
    isRectifier(node) ? deadShare(messages) : tf.scalar(Number.NaN),
    tf.sqrt(tf.mean(tf.square(centred))),
  ];
}

/** `messages`: `[n · rows, ..., units]`, none of them negative. */
function deadShare(messages: Tensor): Tensor {
  const units = messages.shape.at(-1) ?? 1;
  const largest = tf.max(tf.reshape(messages, [-1, units]), 0);
  return tf.mean(tf.cast(tf.lessEqual(largest, 0), 'float32'));
}

function isRectifier(node: Node): boolean {
  if (node.kind === 'activation') return node.function === 'relu';
  return 'activation' in node && node.activation === 'relu';
}

function weightNumbers({ parameters }: Network, id: string, before: ParameterValues): Tensor[] {
  const own = parameters.trainableUnder(`${id}/`);
  if (own.length === 0) return [tf.scalar(Number.NaN), tf.scalar(Number.NaN)];
  const size = own.reduce((sum, { variable }) => sum + variable.size, 0);
  const changes = own.map(({ name, variable }) => tf.sub(variable, before.get(name) ?? variable));
  const rootMeanSquare = (tensors: readonly Tensor[]): Tensor =>
    tf.sqrt(tf.div(sumOfSquares(tensors), size));
  return [rootMeanSquare(own.map(({ variable }) => variable)), rootMeanSquare(changes)];
}

function sumOfSquares(tensors: readonly Tensor[]): Tensor {
  return tf.addN(tensors.map((tensor) => tf.sum(tf.square(tensor))));
}

function knownOrNull(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value;
}
