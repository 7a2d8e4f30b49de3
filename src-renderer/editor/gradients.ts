import { edgesFrom, topologicalOrder } from '#spec/graph';
import type { Edge, Model } from '#spec/model';
import { isLoss } from '#spec/nodes';
import { inferPeriods } from '#spec/periods';
import type { Method } from '#spec/training';
import { isRecurrent } from '#spec/windows';

/** What a gradient goes back to: a loss, or a synthesizer; null where none arrives. */
export type GradientKind = 'true' | 'synthetic' | null;

/** A gradient passes back through the edge itself. */
export function isOpen(edge: Edge, method: Method): boolean {
  return !edge.decoupled || method === 'backprop';
}

/**
 * Which gradient reaches a node; one that is synthetic in part counts as synthetic. What comes back over
 * recurrent edges counts like any other.
 */
export function gradientKinds(model: Model, method: Method): Map<string, GradientKind> {
  const kinds = new Map<string, GradientKind>();
  const order = topologicalOrder(model).order.toReversed();
  // Around a loop a gradient reaches nodes that were looked at before it was known.
  for (let changed = true; changed;) {
    changed = false;
    for (const id of order) {
      const node = model.nodes[id];
      const arriving = edgesFrom(model, id).map((edge) =>
        gradientAlong(model, edge, kinds, method),
      );
      const isTrue = (node && isLoss(node)) || arriving.includes('true');
      const kind = arriving.includes('synthetic') ? 'synthetic' : isTrue ? 'true' : null;
      changed ||= (kinds.get(id) ?? null) !== kind;
      kinds.set(id, kind);
    }
  }
  return kinds;
}

/**
 * Which gradient comes back along an edge; inputs want none. A decoupled recurrent edge is cut between
 * windows only, so that without synthetic gradients the true one still comes back within a window.
 * `kinds` are those of the nodes.
 */
export function gradientAlong(
  model: Model,
  edge: Edge,
  kinds: ReadonlyMap<string, GradientKind>,
  method: Method,
): GradientKind {
  if (model.nodes[edge.from]?.kind === 'input') return null;
  if (isOpen(edge, method)) return kinds.get(edge.to) ?? null;
  if (method === 'dni') return 'synthetic';
  const isWithin = isRecurrent(model, edge, inferPeriods(model).periods);
  return isWithin ? (kinds.get(edge.to) ?? null) : null;
}
