import { edgeId, type Edge, type EdgeId } from '#spec/model';
import { inferShapes, messageShape } from '#spec/shapes';
import { isCarried } from '#spec/update-windows';
import { tf, type Tensor } from '#tensorflow/backend/tf';
import type { Network } from '../model/network';

/** The edges whose messages outlive their tick, so that a window begins with one from before it. */
export function carriedEdges({ model, periods }: Network): Edge[] {
  return model.edges.filter((edge) => isCarried(edge, periods));
}

/** Makes zeros in place of the messages of an edge, `[rows, ...message shape]`. The caller disposes of them. */
export function zeroMessages({ model, fields }: Network): (edge: Edge, rows: number) => Tensor {
  const { shapes } = inferShapes(model, fields);
  return (edge, rows) => tf.zeros([rows, ...(messageShape(model, shapes, edge) ?? [])]);
}

/**
 * By carried edge, the message from before the first tick: zeros, `[rows, ...message shape]`. The caller disposes
 * of them.
 */
export function initialStates(network: Network, rows: number): Map<EdgeId, Tensor> {
  const carried = carriedEdges(network);
  if (carried.length === 0) return new Map();
  const zeros = zeroMessages(network);
  return new Map(carried.map((edge) => [edgeId(edge), zeros(edge, rows)]));
}
