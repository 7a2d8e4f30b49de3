import { wire } from './graph';
import type { Edge, Model } from './model';
import { isLoss } from './nodes';
import { sizeOf } from './shapes';
import { fieldOf, type Fields } from './task';

/**
 * The field that a label-conditioned synthesizer is shown: the target of the loss its message leads to, of
 * several the nearest. Null where it leads to none. With networks of several rates that is what the reader of
 * the message is asked.
 */
export function labelField(model: Model, edge: Pick<Edge, 'to'>): string | null {
  const { from } = wire(model);
  const reached = new Set([edge.to]);
  // Nodes found are appended while the loop runs.
  for (const id of reached) {
    const node = model.nodes[id];
    if (node && isLoss(node)) return node.target;
    for (const { to } of from(id)) reached.add(to);
  }
  return null;
}

/** How wide that label is, classes one-hot; 0 where there is none, or its field is not known. */
export function labelSize(model: Model, edge: Pick<Edge, 'to'>, fields: Fields | null): number {
  const name = labelField(model, edge);
  const field = name === null ? undefined : fieldOf(fields, name);
  if (!field) return 0;
  return field.kind === 'label' ? field.classes : sizeOf(field.shape);
}
