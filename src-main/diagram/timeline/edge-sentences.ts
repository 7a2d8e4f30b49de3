import { inferGradients } from '../../spec/gradients';
import { findModules, mapNodesToModules } from '../../spec/graph';
import { type Edge, edgeId, type Model, nameEdge } from '../../spec/model';
import { isLoss } from '../../spec/nodes';
import type { Method } from '../../spec/training';

/** Why it would change nothing to decouple an edge or to couple it again, whatever the rest of the model; else null. */
export function explainUnchangeable({ nodes }: Model, edge: Edge): string | null {
  const [from, to] = [nodes[edge.from], nodes[edge.to]];
  const name = nameEdge(edgeId(edge));
  if (from?.kind === 'input')
    return `${name} carries data: nothing before it learns, so there is no gradient to predict.`;
  if (from && isLoss(from)) return `${name} comes out of a loss, which sends no message.`;
  if (to && isLoss(to))
    return `${name} leads into a loss, which returns the gradient at once: there is nothing to wait for.`;
  return null;
}

/** Of an edge within one module, in which it would be whether decoupled or not. */
export function describeJoined(edge: Edge): string {
  return edge.decoupled
    ? `Coupling ${nameEdge(edgeId(edge))} changes no module: another coupled path joins its ends already.`
    : `Decoupling ${nameEdge(edgeId(edge))} alone unlocks nothing: another coupled path joins its ends.`;
}

/** The model with the edge decoupled where it is coupled, and coupled where it is decoupled. */
export function withOtherDecoupling(model: Model, changed: Edge): Model {
  const { decoupled, ...rest } = changed;
  const next: Edge = decoupled ? rest : { ...rest, decoupled: linearDecoupling };
  return { ...model, edges: model.edges.map((edge) => (edge === changed ? next : edge)) };
}

const linearDecoupling: NonNullable<Edge['decoupled']> = {
  synthesizer: { kind: 'mlp', hidden: [], batchNorm: false, activation: 'relu', squash: false },
  warmup: 0,
  trainMessage: false,
  auxiliary: false,
};

/**
 * What it would change to decouple an edge, or to couple it again, with a method that has no synthetic gradients, as a
 * sentence. An edge to later ticks of its own module is not meant.
 */
export function describeWithoutSynthesizers(
  model: Model,
  edge: Edge,
  method: Exclude<Method, 'dni'>,
): string {
  const [name, { from, to }] = [nameEdge(edgeId(edge)), edge];
  if (!isGradientAt(to, model, method)) return describeUnreached(edge);
  const verb = edge.decoupled ? 'Coupling' : 'Decoupling';
  if (method === 'backprop')
    return `${verb} ${name} would change nothing with backprop: ${from} waits for the gradient of ${to} either way.`;
  const cut = edge.decoupled ? model : withOtherDecoupling(model, edge);
  const isTaught = isGradientAt(from, cut, method);
  const moduleOf = mapNodesToModules(findModules(cut));
  // Where another coupled path joins them, they are in one module, which waits in any case.
  if (isTaught && moduleOf.get(from) === moduleOf.get(to))
    return edge.decoupled
      ? `Coupling ${name} would let ${from} learn from the gradient of ${to} through it too.`
      : `Decoupling ${name} would cut off the gradient of ${to}: ${from} would learn from its other edges only.`;
  if (edge.decoupled)
    return `Coupling ${name} would make ${from} wait for the gradient of ${to}, ${isTaught ? 'and learn from it too' : 'without which it learns nothing'}.`;
  return `Decoupling ${name} would cut off the gradient of ${to}: ${from} would not wait for it, and learn ${isTaught ? 'from its other edges only' : 'nothing'}.`;
}

/** Of an edge to a node that nothing teaches. */
export function describeUnreached(edge: Edge): string {
  return `No gradient arrives at ${edge.to}, so ${edge.from} learns nothing through ${nameEdge(edgeId(edge))} either way.`;
}

export function isGradientAt(node: string, model: Model, method: Method): boolean {
  return (inferGradients(model, method).nodes.get(node) ?? null) !== null;
}
