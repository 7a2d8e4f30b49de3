import type { Experiment } from '#spec/experiment';
import { decouplingSchema, edgeId, type Decoupling, type Edge, type EdgeId } from '#spec/model';
import { arityOf, isCore, isLoss } from '#spec/nodes';
import { inferPeriods } from '#spec/periods';
import { messageShape, sizeFromShape } from '#spec/shapes';
import { isSequential } from '#spec/task';
import { isRecurrent } from '#spec/update-windows';
import { withUsedDecoupling } from './used-decoupling';

/**
 * The edits of edges, as pure functions like those of `edits.ts`: each returns a new experiment. The
 * `validate` functions return why an edit is not possible, as a sentence to show to the user, or null.
 */

/** Whether two nodes can be connected: null, or why not. */
export function validateConnection(
  experiment: Experiment,
  from: string,
  to: string,
): string | null {
  const { nodes, edges } = experiment.model;
  const [source, target] = [nodes[from], nodes[to]];
  if (!source || !target) return 'Both ends must be nodes.';
  if (target.kind === 'input') return `'${to}' is an input: it reads the data, not a message.`;
  if (isLoss(source)) return `'${from}' is a loss: it ends the graph.`;
  if (edges.some((edge) => edge.from === from && edge.to === to))
    return from === to
      ? `'${from}' is connected to itself already.`
      : `'${from}' and '${to}' are connected already.`;
  if (wouldCloseCycle(experiment, from, to) && !isSequential(experiment.task))
    return from === to
      ? `'${from}' can be connected to itself only where the task is a stream: it would receive its own output one tick later.`
      : `That would close a cycle through '${to}', which only a task that is a stream allows.`;
  if (from === to && isCore(source)) return null;
  // The state of a recurrent core arrives over its self-loop and does not count as an input.
  const inputs = edges.filter((edge) => edge.to === to && !(edge.from === to && isCore(target)));
  const { max } = arityOf(target);
  if (max !== null && inputs.length >= max)
    return `'${to}' takes one message. Join several with an add or a concat.`;
  return null;
}

/** Whether an edge would close a cycle of edges without delay. */
export function wouldCloseCycle({ model }: Experiment, from: string, to: string): boolean {
  const reached = new Set([to]);
  // The loop also visits the nodes that are added while it runs.
  for (const id of reached)
    for (const edge of model.edges)
      if (edge.from === id && edge.delay === undefined) reached.add(edge.to);
  return reached.has(from);
}

/** Connects two nodes. An edge that would close a cycle becomes recurrent: it gets a delay of one tick. */
export function connect(experiment: Experiment, from: string, to: string): Experiment {
  const edge: Edge = wouldCloseCycle(experiment, from, to) ? { from, to, delay: 1 } : { from, to };
  return withEdges(experiment, [...experiment.model.edges, edge]);
}

/** Whether the delay of an edge can be added or removed: null, or why not. */
export function validateDelayChange(experiment: Experiment, id: EdgeId): string | null {
  const edge = experiment.model.edges.find((candidate) => edgeId(candidate) === id);
  if (!edge) return 'There is no such edge.';
  if (edge.delay === undefined)
    return isSequential(experiment.task)
      ? null
      : 'Only in a stream can an edge have a delay: it is counted in ticks.';
  if (edge.from === edge.to)
    return 'The message of a node to itself always arrives one tick later.';
  const otherEdges = experiment.model.edges.filter((candidate) => candidate !== edge);
  return wouldCloseCycle(withEdges(experiment, otherEdges), edge.from, edge.to)
    ? 'Without its delay the edge would close a cycle.'
    : null;
}

/** Sets whether the message of an edge arrives one tick later. */
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
 * The default settings of a newly decoupled edge.
 *
 * On a data set of independent examples: the linear synthesizer of cDNI, conditioned on the label. On a
 * stream: a synthesizer with one hidden layer of the size of the sender. On recurrent edges it is also
 * conditioned on the last inputs, because the state alone says too little about the gradient from the
 * future.
 *
 * `shapes` are the message shapes by node id, without the batch axis; missing ones are allowed.
 */
export function createDecoupling(
  experiment: Experiment,
  id: EdgeId,
  shapes: Record<string, number[]>,
): Decoupling {
  const { model, task } = experiment;
  const edge = model.edges.find((candidate) => edgeId(candidate) === id);
  const message = (edge && messageShape(model, shapes, edge)) ?? [];
  // A message of [height, width, channels] keeps its spatial structure in a convolution.
  const kind = message.length === 3 ? 'conv' : 'mlp';
  if (!edge || !isSequential(task))
    return decouplingSchema.parse({ synthesizer: { kind, hidden: [], condition: 'label' } });
  const sender = shapes[edge.from] ?? [];
  const hidden = kind === 'conv' || sender.length === 0 ? [] : [sizeFromShape(sender)];
  const decoupling = decouplingSchema.parse({ synthesizer: { kind, hidden } });
  if (!isRecurrentWhenDecoupled(experiment, edge, decoupling)) return decoupling;
  return decouplingSchema.parse({
    synthesizer: { kind: 'mlp', hidden, condition: { inputs: 8 } },
    syntheticGradientScale: 0.5,
  });
}

/** Whether both ends stay in one module when the edge is decoupled. */
function isRecurrentWhenDecoupled(
  experiment: Experiment,
  edge: Edge,
  decoupling: Decoupling,
): boolean {
  const { model } = setDecoupling(experiment, edgeId(edge), decoupling);
  return isRecurrent(model, edge, inferPeriods(model).periods);
}

/** Whether an edge can be decoupled: null, or why not. */
export function validateDecoupling({ model }: Experiment, id: EdgeId): string | null {
  const edge = model.edges.find((candidate) => edgeId(candidate) === id);
  return edge ? validateCut(model, edge) : 'There is no such edge.';
}

/** Whether this edge of the model can be decoupled: null, or why not. */
export function validateCut({ nodes }: Experiment['model'], edge: Edge): string | null {
  const [from, to] = [nodes[edge.from], nodes[edge.to]];
  if (!from || !to) return 'There is no such edge.';
  if (from.kind === 'input') return 'Nothing below an input learns, so there is nothing to unlock.';
  if (isLoss(to)) return 'A loss has nothing of its own to learn: decouple an edge below it.';
  return null;
}

/** Decouples an edge with these settings; `undefined` makes it an ordinary edge again. */
export function setDecoupling(
  experiment: Experiment,
  id: EdgeId,
  decoupled: Decoupling | undefined,
): Experiment {
  const edges = experiment.model.edges.map((edge) =>
    edgeId(edge) === id ? withDecoupling(edge, decoupled) : edge,
  );
  return withUsedDecoupling(experiment, withEdges(experiment, edges));
}

function withDecoupling({ from, to, delay }: Edge, decoupled: Decoupling | undefined): Edge {
  return { from, to, ...(delay ? { delay } : {}), ...(decoupled ? { decoupled } : {}) };
}
