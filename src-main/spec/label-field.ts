import { indexEdges } from './graph';
import type { Edge, Model } from './model';
import { isLoss } from './nodes';
import { sizeFromShape } from './shapes';
import { findField, type Fields } from './task';

/**
 * The field that conditions the synthesizer of an edge (cDNI): the target of the loss that the message leads to;
 * of several losses the nearest by number of edges. Null where it leads to no loss. Between networks of
 * different periods this is the target of the network that receives the message.
 */
export function findLabelField(model: Model, edge: Pick<Edge, 'to'>): string | null {
  const { outgoing } = indexEdges(model);
  const reached = new Set([edge.to]);
  // The loop visits the nodes that it adds, too: a breadth-first search.
  for (const id of reached) {
    const node = model.nodes[id];
    if (node && isLoss(node)) return node.target;
    for (const { to } of outgoing(id)) reached.add(to);
  }
  return null;
}

/** The number of values of that field, a label counted one-hot; 0 where there is none or it is unknown. */
export function labelSize(model: Model, edge: Pick<Edge, 'to'>, fields: Fields | null): number {
  const name = findLabelField(model, edge);
  const field = name === null ? undefined : findField(fields, name);
  if (!field) return 0;
  return field.kind === 'label' ? field.classes : sizeFromShape(field.shape);
}
