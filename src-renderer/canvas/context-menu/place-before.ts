import { edgeId, type Model } from '#spec/model';
import { arityOf } from '#spec/nodes';
import { isStateLoop } from '#spec/shapes';
import type { NodePlace } from '../../editor/node-place';

/** Before a node is on the only edge that leads to it, or beside its inputs where it takes another one. */
export function findPlaceBefore(
  model: Model,
  id: string,
): Exclude<NodePlace, { kind: 'free' }> | null {
  const node = model.nodes[id];
  if (!node) return null;
  const incoming = model.edges.filter((edge) => edge.to === id && !isStateLoop(model, edge));
  const { max } = arityOf(node);
  if (max === null || incoming.length < max) return { kind: 'before', node: id };
  const [edge] = incoming;
  return edge ? { kind: 'edge', edge: edgeId(edge) } : null;
}
