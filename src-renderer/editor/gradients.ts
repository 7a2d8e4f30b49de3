import { outgoingEdges, topologicalOrder } from '#spec/graph';
import type { Edge, Model } from '#spec/model';
import { isLoss } from '#spec/nodes';
import { inferPeriods } from '#spec/periods';
import type { Method } from '#spec/training';
import { isRecurrent } from '#spec/update-windows';

/**
 * Where a gradient originates: `true` in a loss alone, `synthetic` in a synthesizer at least in part;
 * null if no gradient arrives.
 */
export type GradientKind = 'true' | 'synthetic' | null;

/** Whether the edge itself passes a gradient back at every step. */
export function canBackpropagate(edge: Edge, method: Method): boolean {
  return !edge.decoupled || method === 'backprop';
}

/** The kind of gradient that reaches each node, by node id, recurrent edges included. */
export function inferGradientKinds(model: Model, method: Method): Map<string, GradientKind> {
  const kinds = new Map<string, GradientKind>();
  const order = topologicalOrder(model).order.toReversed();
  // A cycle passes gradients to nodes that were visited before, so that the passes are repeated until
  // nothing changes.
  for (let hasChanged = true; hasChanged;) {
    hasChanged = false;
    for (const id of order) {
      const node = model.nodes[id];
      const incoming = outgoingEdges(model, id).map((edge) =>
        inferEdgeGradient(model, edge, kinds, method),
      );
      const isTrue = (node && isLoss(node)) || incoming.includes('true');
      const kind = incoming.includes('synthetic') ? 'synthetic' : isTrue ? 'true' : null;
      hasChanged ||= (kinds.get(id) ?? null) !== kind;
      kinds.set(id, kind);
    }
  }
  return kinds;
}

/**
 * The kind of gradient that an edge passes back to its source; null for edges from input nodes, which
 * have nothing to train. `kinds` are those of the nodes, from `inferGradientKinds`.
 *
 * A decoupled recurrent edge is cut only between windows. Without synthetic gradients it therefore still
 * passes back the true gradient within a window.
 */
export function inferEdgeGradient(
  model: Model,
  edge: Edge,
  kinds: ReadonlyMap<string, GradientKind>,
  method: Method,
): GradientKind {
  if (model.nodes[edge.from]?.kind === 'input') return null;
  if (canBackpropagate(edge, method)) return kinds.get(edge.to) ?? null;
  if (method === 'dni') return 'synthetic';
  const isCutBetweenWindowsOnly = isRecurrent(model, edge, inferPeriods(model).periods);
  return isCutBetweenWindowsOnly ? (kinds.get(edge.to) ?? null) : null;
}
