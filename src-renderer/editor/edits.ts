import { nodeCatalogue } from '#spec/catalogue';
import type { Experiment } from '#spec/experiment';
import { edgeId, nodeIdSchema, type Edge, type EdgeId } from '#spec/model';
import { isCore, nodeSchema, type Node, type NodeKind } from '#spec/nodes';
import { connect, withEdges } from './edge-edits';

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
  const added = withNode(experiment, id, node, at);
  // Without its loop a core would forget its state at every tick.
  return { experiment: isCore(node) ? connect(added, id, id) : added, id };
}

function withNode(experiment: Experiment, id: string, node: Node, at: Point): Experiment {
  const { model } = experiment;
  const changed = { ...experiment, model: { ...model, nodes: { ...model.nodes, [id]: node } } };
  return moveNodes(changed, { [id]: at });
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
