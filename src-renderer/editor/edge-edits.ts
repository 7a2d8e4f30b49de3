import type { Experiment } from '#spec/experiment';
import { decouplingSchema, edgeId, type Decoupling, type Edge, type EdgeId } from '#spec/model';
import { arityOf, isCore, isLoss } from '#spec/nodes';
import { inferPeriods } from '#spec/periods';
import { messageShape, sizeOf } from '#spec/shapes';
import { isSequential } from '#spec/task';
import { isRecurrent } from '#spec/windows';

/** Changes the canvas can make to edges; like those of `edits.ts`, pure functions. */

/** Why two nodes cannot be joined, as a sentence; null where they can. */
export function connectionProblem(experiment: Experiment, from: string, to: string): string | null {
  const { nodes, edges } = experiment.model;
  const [source, target] = [nodes[from], nodes[to]];
  if (!source || !target) return 'Both ends must be nodes.';
  if (target.kind === 'input') return `'${to}' is an input: it reads the data, not a message.`;
  if (isLoss(source)) return `'${from}' is a loss: it ends the graph.`;
  if (edges.some((edge) => edge.from === from && edge.to === to))
    return from === to
      ? `'${from}' is connected to itself already.`
      : `'${from}' and '${to}' are connected already.`;
  if (closesCycle(experiment, from, to) && !isSequential(experiment.task))
    return from === to
      ? `'${from}' can be connected to itself only where the task is a stream: it would hear itself one tick later.`
      : `That would close a cycle through '${to}', which only a task that is a stream allows.`;
  if (from === to && isCore(source)) return null;
  const heard = edges.filter((edge) => edge.to === to && !(edge.from === to && isCore(target)));
  const { max } = arityOf(target);
  if (max !== null && heard.length >= max)
    return `'${to}' takes one message. Join several with an add or a concat.`;
  return null;
}

/** Whether an edge would lead back to where it comes from within one tick. */
export function closesCycle({ model }: Experiment, from: string, to: string): boolean {
  const seen = new Set([to]);
  // Nodes that are reached are appended while the loop runs.
  for (const id of seen)
    for (const edge of model.edges)
      if (edge.from === id && edge.delay === undefined) seen.add(edge.to);
  return seen.has(from);
}

/** Joins two nodes; an edge that would close a cycle is a recurrent one, of one tick's delay. */
export function connect(experiment: Experiment, from: string, to: string): Experiment {
  const edge: Edge = closesCycle(experiment, from, to) ? { from, to, delay: 1 } : { from, to };
  return withEdges(experiment, [...experiment.model.edges, edge]);
}

/** Why the delay of an edge cannot be changed, as a sentence; null where it can. */
export function delayProblem(experiment: Experiment, id: EdgeId): string | null {
  const edge = experiment.model.edges.find((one) => edgeId(one) === id);
  if (!edge) return 'There is no such edge.';
  if (edge.delay === undefined)
    return isSequential(experiment.task) ? null : 'Only the ticks of a stream can be waited for.';
  if (edge.from === edge.to) return 'What a node says to itself always arrives one tick later.';
  const without = withEdges(
    experiment,
    experiment.model.edges.filter((one) => one !== edge),
  );
  return closesCycle(without, edge.from, edge.to)
    ? 'Without its delay the edge would close a cycle.'
    : null;
}

/** Lets the message of an edge arrive one tick later, or at once. */
export function setDelay(experiment: Experiment, id: EdgeId, delayed: boolean): Experiment {
  return withEdges(
    experiment,
    experiment.model.edges.map((edge) => {
      if (edgeId(edge) !== id) return edge;
      const { from, to, decoupled } = edge;
      return withDecoupling({ from, to, ...(delayed ? { delay: 1 } : {}) }, decoupled);
    }),
  );
}

export function withEdges(experiment: Experiment, edges: Edge[]): Experiment {
  return { ...experiment, model: { ...experiment.model, edges } };
}

/**
 * What a freshly decoupled edge gets. On a set of examples: the linear, label-conditioned synthesizer of
 * cDNI. In a stream: one hidden layer as wide as the message's sender, and on recurrent edges the last
 * inputs beside the state, which alone says too little of what the future's gradient should keep.
 */
export function newDecoupling(
  experiment: Experiment,
  id: EdgeId,
  shapes: Record<string, number[]>,
): Decoupling {
  const { model, task } = experiment;
  const edge = model.edges.find((one) => edgeId(one) === id);
  const message = (edge && messageShape(model, shapes, edge)) ?? [];
  const kind = message.length === 3 ? 'conv' : 'mlp';
  if (!edge || !isSequential(task))
    return decouplingSchema.parse({ synthesizer: { kind, hidden: [], condition: 'label' } });
  const sender = shapes[edge.from] ?? [];
  const hidden = kind === 'conv' || sender.length === 0 ? [] : [sizeOf(sender)];
  const plain = decouplingSchema.parse({ synthesizer: { kind, hidden } });
  if (!isRecurrentOnceCut(experiment, edge, plain)) return plain;
  return decouplingSchema.parse({
    synthesizer: { kind: 'mlp', hidden, condition: { inputs: 8 } },
    syntheticGradientScale: 0.5,
  });
}

/** Whether both ends are in one module even when the edge is cut. */
function isRecurrentOnceCut(experiment: Experiment, edge: Edge, decoupling: Decoupling): boolean {
  const { model } = setDecoupling(experiment, edgeId(edge), decoupling);
  return isRecurrent(model, edge, inferPeriods(model).periods);
}

/** Why an edge cannot be decoupled, as a sentence; null where it can. */
export function decouplingProblem(experiment: Experiment, id: EdgeId): string | null {
  const edge = experiment.model.edges.find((one) => edgeId(one) === id);
  const [from, to] = [
    edge && experiment.model.nodes[edge.from],
    edge && experiment.model.nodes[edge.to],
  ];
  if (!edge || !from || !to) return 'There is no such edge.';
  if (from.kind === 'input') return 'Nothing below an input learns, so there is nothing to unlock.';
  if (isLoss(to)) return 'A loss has nothing of its own to learn: decouple an edge below it.';
  return null;
}

/** Decouples an edge with these settings; `undefined` couples it again. */
export function setDecoupling(
  experiment: Experiment,
  id: EdgeId,
  decoupled: Decoupling | undefined,
): Experiment {
  return withEdges(
    experiment,
    experiment.model.edges.map((edge) =>
      edgeId(edge) === id ? withDecoupling(edge, decoupled) : edge,
    ),
  );
}

function withDecoupling({ from, to, delay }: Edge, decoupled: Decoupling | undefined): Edge {
  return { from, to, ...(delay ? { delay } : {}), ...(decoupled ? { decoupled } : {}) };
}
