import { nodeCatalogue } from '#spec/catalogue';
import type { Experiment } from '#spec/experiment';
import {
  decouplingSchema,
  edgeId,
  nodeIdSchema,
  type Decoupling,
  type Edge,
  type EdgeId,
} from '#spec/model';
import { nodeSchema, type Node, type NodeKind } from '#spec/nodes';

/**
 * Every change the canvas can make to an experiment, as a pure function: a new experiment comes back,
 * the given one stays as it is.
 */

export interface Point {
  x: number;
  y: number;
}

/** A node id that is free: the kind's own name, with a number where it is taken. */
export function freeName(experiment: Experiment, wanted: string): string {
  const taken = experiment.model.nodes;
  const stem = wanted.replace(/\d+$/, '') || wanted;
  if (!(wanted in taken)) return wanted;
  for (let number = 2; ; number++) if (!(`${stem}${number}` in taken)) return `${stem}${number}`;
}

export function addNode(
  experiment: Experiment,
  kind: NodeKind,
  at: Point,
): { experiment: Experiment; id: string } {
  const id = freeName(experiment, nodeCatalogue[kind].name);
  const node = nodeCatalogue[kind].create();
  return { experiment: withNode(experiment, id, node, at), id };
}

function withNode(experiment: Experiment, id: string, node: Node, at: Point): Experiment {
  const { model } = experiment;
  const changed = { ...experiment, model: { ...model, nodes: { ...model.nodes, [id]: node } } };
  return moveNodes(changed, { [id]: at });
}

/** Why two nodes cannot be joined, as a sentence; null where they can. */
export function connectionProblem(experiment: Experiment, from: string, to: string): string | null {
  const { nodes, edges } = experiment.model;
  const [source, target] = [nodes[from], nodes[to]];
  if (!source || !target) return 'Both ends must be nodes.';
  if (from === to) return `'${from}' cannot be connected to itself.`;
  if (target.kind === 'input') return `'${to}' is an input: it reads the data, not a message.`;
  if (source.kind === 'softmaxCrossEntropy' || source.kind === 'meanSquaredError')
    return `'${from}' is a loss: it ends the graph.`;
  if (edges.some((edge) => edge.from === from && edge.to === to))
    return `'${from}' and '${to}' are connected already.`;
  if (reaches(experiment, to, from)) return `That would close a cycle through '${to}'.`;
  const several = target.kind === 'add' || target.kind === 'concat';
  if (!several && edges.some((edge) => edge.to === to))
    return `'${to}' takes one message. Join several with an add or a concat.`;
  return null;
}

function reaches(experiment: Experiment, from: string, to: string): boolean {
  const seen = new Set<string>();
  const visit = (id: string): boolean => {
    if (id === to) return true;
    if (seen.has(id)) return false;
    seen.add(id);
    return experiment.model.edges.some((edge) => edge.from === id && visit(edge.to));
  };
  return visit(from);
}

export function connect(experiment: Experiment, from: string, to: string): Experiment {
  return withEdges(experiment, [...experiment.model.edges, { from, to }]);
}

function withEdges(experiment: Experiment, edges: Edge[]): Experiment {
  return { ...experiment, model: { ...experiment.model, edges } };
}

/** Removes nodes with all their edges, and edges by themselves. */
export function remove(
  experiment: Experiment,
  nodes: readonly string[],
  edges: readonly EdgeId[],
): Experiment {
  const gone = new Set(nodes);
  const keep = <T>(record: Record<string, T>): Record<string, T> =>
    Object.fromEntries(Object.entries(record).filter(([id]) => !gone.has(id)));
  const { model, canvas } = experiment;
  return {
    ...experiment,
    model: {
      nodes: keep(model.nodes),
      modules: keep(model.modules),
      edges: model.edges.filter(
        (edge) => !gone.has(edge.from) && !gone.has(edge.to) && !edges.includes(edgeId(edge)),
      ),
    },
    ...(canvas ? { canvas: { positions: keep(canvas.positions) } } : {}),
  };
}

/** Changes settings of a node; a value of `undefined` removes the setting. */
export function setNode(
  experiment: Experiment,
  id: string,
  values: Record<string, unknown>,
): Experiment {
  const node = experiment.model.nodes[id];
  if (!node) return experiment;
  const changed = nodeSchema.parse({ ...node, ...values });
  const { model } = experiment;
  return { ...experiment, model: { ...model, nodes: { ...model.nodes, [id]: changed } } };
}

/** Why a node cannot be called that, as a sentence; null where it can. */
export function nameProblem(experiment: Experiment, id: string, name: string): string | null {
  if (name in {}) return `'${name}' cannot be used: JavaScript itself uses that name.`;
  if (!nodeIdSchema.safeParse(name).success)
    return 'A name starts with a letter and has letters, digits and _.';
  if (name !== id && name in experiment.model.nodes) return `There is a node '${name}' already.`;
  return null;
}

/** Gives a node another name wherever it is named: edges, module settings, positions. */
export function renameNode(experiment: Experiment, id: string, name: string): Experiment {
  const { model, canvas } = experiment;
  const now = (old: string): string => (old === id ? name : old);
  const keys = <T>(record: Record<string, T>): Record<string, T> =>
    Object.fromEntries(Object.entries(record).map(([key, value]) => [now(key), value]));
  return {
    ...experiment,
    model: {
      nodes: keys(model.nodes),
      modules: keys(model.modules),
      edges: model.edges.map((edge) => ({ ...edge, from: now(edge.from), to: now(edge.to) })),
    },
    ...(canvas ? { canvas: { positions: keys(canvas.positions) } } : {}),
  };
}

/** What a freshly decoupled edge gets: the linear, label-conditioned synthesizer of cDNI. */
export function newDecoupling(messageShape: readonly number[] | undefined): Decoupling {
  const kind = messageShape?.length === 3 ? 'conv' : 'mlp';
  return decouplingSchema.parse({ synthesizer: { kind, hidden: [], condition: 'label' } });
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
  if (to.kind === 'softmaxCrossEntropy' || to.kind === 'meanSquaredError')
    return 'A loss has nothing of its own to learn: decouple an edge below it.';
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
      edgeId(edge) === id
        ? { from: edge.from, to: edge.to, ...(decoupled ? { decoupled } : {}) }
        : edge,
    ),
  );
}

export function moveNodes(experiment: Experiment, moved: Record<string, Point>): Experiment {
  const positions = { ...experiment.canvas?.positions, ...moved };
  return { ...experiment, canvas: { positions } };
}

/** Changes the training settings; a value of `undefined` removes the setting. */
export function setTraining(
  experiment: Experiment,
  values: Partial<Experiment['training']>,
): Experiment {
  return { ...experiment, training: { ...experiment.training, ...values } };
}

/** Part of a model on the clipboard: nodes with their positions, and the edges among them. */
export interface Piece {
  nodes: Record<string, Node>;
  edges: Edge[];
  positions: Record<string, Point>;
}

export function copyNodes(
  experiment: Experiment,
  ids: readonly string[],
  positionOf: (id: string) => Point,
): Piece {
  const piece: Piece = { nodes: {}, edges: [], positions: {} };
  for (const id of ids) {
    const node = experiment.model.nodes[id];
    if (!node) continue;
    piece.nodes[id] = node;
    piece.positions[id] = positionOf(id);
  }
  piece.edges = experiment.model.edges.filter(
    ({ from, to }) => from in piece.nodes && to in piece.nodes,
  );
  return piece;
}

/** Puts a copy of the piece beside where it came from, under free names. */
export function pastePiece(
  experiment: Experiment,
  piece: Piece,
  offset = 32,
): { experiment: Experiment; ids: string[] } {
  const names = new Map<string, string>();
  let changed = experiment;
  for (const [id, node] of Object.entries(piece.nodes)) {
    const name = freeName(changed, id);
    const at = piece.positions[id] ?? { x: 0, y: 0 };
    names.set(id, name);
    changed = withNode(changed, name, node, { x: at.x + offset, y: at.y + offset });
  }
  const edges = piece.edges.map((edge) => ({
    ...edge,
    from: names.get(edge.from) ?? edge.from,
    to: names.get(edge.to) ?? edge.to,
  }));
  return {
    experiment: withEdges(changed, [...changed.model.edges, ...edges]),
    ids: [...names.values()],
  };
}
