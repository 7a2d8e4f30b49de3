import { edgeId, type EdgeId } from '#spec/model';
import { inferShapes, messageShape } from '#spec/shapes';
import { isCarried } from '#spec/windows';
import { tf, type Tensor } from '#tensorflow/tf';
import type { Network } from './network';

/**
 * What carried edges hold before the first tick: zeros, `[rows, ...message shape]` by edge. The caller
 * disposes them.
 */
export function initialStates(network: Network, rows: number): Map<EdgeId, Tensor> {
  const { model, fields, periods } = network;
  const carried = model.edges.filter((edge) => isCarried(edge, periods));
  if (carried.length === 0) return new Map();
  const { shapes } = inferShapes(model, fields);
  return new Map(
    carried.map((edge) => [
      edgeId(edge),
      tf.zeros([rows, ...(messageShape(model, shapes, edge) ?? [])]),
    ]),
  );
}
