import { edgesFrom, topologicalOrder } from '#spec/graph';
import type { Edge, Model } from '#spec/model';
import { isLoss } from '#spec/nodes';
import type { Method } from '#spec/training';

/** What a gradient goes back to: a loss, or a synthesizer; null where none arrives. */
export type GradientKind = 'true' | 'synthetic' | null;

/** A gradient passes back through the edge itself. */
export function isOpen(edge: Edge, method: Method): boolean {
  return !edge.decoupled || method === 'backprop';
}

/** Which gradient reaches a node; one that is synthetic in part counts as synthetic. */
export function gradientKinds(model: Model, method: Method): Map<string, GradientKind> {
  const kinds = new Map<string, GradientKind>();
  for (const id of topologicalOrder(model).order.toReversed()) {
    const node = model.nodes[id];
    const arriving = edgesFrom(model, id).map((edge) => gradientAlong(model, edge, kinds, method));
    if (arriving.includes('synthetic')) kinds.set(id, 'synthetic');
    else kinds.set(id, (node && isLoss(node)) || arriving.includes('true') ? 'true' : null);
  }
  return kinds;
}

/** Which gradient comes back along an edge; inputs want none. `kinds` are those of the nodes. */
export function gradientAlong(
  model: Model,
  edge: Edge,
  kinds: ReadonlyMap<string, GradientKind>,
  method: Method,
): GradientKind {
  if (model.nodes[edge.from]?.kind === 'input') return null;
  if (isOpen(edge, method)) return kinds.get(edge.to) ?? null;
  return method === 'dni' ? 'synthetic' : null;
}
