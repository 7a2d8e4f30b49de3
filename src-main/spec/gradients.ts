import { perModel } from './keep-results';
import { findModules, indexEdges, mapNodesToModules, topologicalOrder } from './graph';
import type { Edge, Model } from './model';
import { isLoss } from './nodes';
import { inferPeriods } from './periods';
import type { Method } from './training';
import { isRecurrent } from './update-windows';

/**
 * Where a gradient originates: `true` in a loss alone, `synthetic` in a synthesizer at least in part;
 * null if no gradient arrives.
 */
export type GradientKind = 'true' | 'synthetic' | null;

export interface Gradients {
  /** The kind of gradient that reaches each node, by node id, recurrent edges included. */
  nodes: ReadonlyMap<string, GradientKind>;
  /** The kind that an edge passes back; null for edges from input nodes, which have nothing to train. */
  ofEdge(edge: Edge): GradientKind;
}

/** Whether the edge itself passes a gradient back at every step. */
export function canBackpropagate(edge: Edge, method: Method): boolean {
  return !edge.decoupled || method === 'backprop';
}

/**
 * The gradients of a model under a method.
 *
 * A synthesizer learns from the gradient that arrives above it, and predicts zero before it has learnt: where none
 * arrives there, none is made. A decoupled recurrent edge is cut only between windows. Without synthetic gradients it
 * therefore still passes back the true gradient within a window.
 */
export const inferGradients = perModel(computeGradients);

function computeGradients(model: Model, method: Method): Gradients {
  const nodes = new Map<string, GradientKind>();
  const { outgoing } = indexEdges(model);
  const { periods } = inferPeriods(model);
  const moduleOf = mapNodesToModules(findModules(model));
  const ofEdge = (edge: Edge): GradientKind => {
    if (model.nodes[edge.from]?.kind === 'input') return null;
    const above = nodes.get(edge.to) ?? null;
    if (above === null || canBackpropagate(edge, method)) return above;
    if (method === 'dni') return 'synthetic';
    return isRecurrent(model, edge, periods, moduleOf) ? above : null;
  };
  const order = topologicalOrder(model).order.toReversed();
  // A cycle passes gradients to nodes that were visited before, so that the passes are repeated until
  // nothing changes.
  for (let hasChanged = true; hasChanged;) {
    hasChanged = false;
    for (const id of order) {
      const node = model.nodes[id];
      const arriving = outgoing(id).map(ofEdge);
      const isTrue = (node && isLoss(node)) || arriving.includes('true');
      const kind = arriving.includes('synthetic') ? 'synthetic' : isTrue ? 'true' : null;
      hasChanged ||= (nodes.get(id) ?? null) !== kind;
      nodes.set(id, kind);
    }
  }
  return { nodes, ofEdge };
}
