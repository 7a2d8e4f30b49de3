import { edgeId, type Edge, type EdgeId } from '#spec/model';
import { inferShapes, messageShape } from '#spec/shapes';
import { isCarried } from '#spec/windows';
import { tf, type Tensor } from '#tensorflow/backend/tf';
import type { Network } from '../model/network';

/** Edges whose messages outlive their tick. */
export function carriedEdges({ model, periods }: Network): Edge[] {
  return model.edges.filter((edge) => isCarried(edge, periods));
}

/** Zeros in place of so many messages on an edge, `[rows, ...message shape]`; the caller disposes them. */
export function zeroMessages({ model, fields }: Network): (edge: Edge, rows: number) => Tensor {
  const { shapes } = inferShapes(model, fields);
  return (edge, rows) => tf.zeros([rows, ...(messageShape(model, shapes, edge) ?? [])]);
}

/**
 * What carried edges hold before the first tick: zeros, `[rows, ...message shape]` by edge. The caller
 * disposes them.
 */
export function initialStates(network: Network, rows: number): Map<EdgeId, Tensor> {
  const carried = carriedEdges(network);
  if (carried.length === 0) return new Map();
  const zeros = zeroMessages(network);
  return new Map(carried.map((edge) => [edgeId(edge), zeros(edge, rows)]));
}
