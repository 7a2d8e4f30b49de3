import type { Point } from '#diagram/layout/geometry';
import { nodeCatalogue } from '#spec/node-catalogue';
import type { Experiment } from '#spec/experiment';
import { edgeId, nodeIdSchema, type Edge, type EdgeId } from '#spec/model';
import { isCore, nodeSchema, type Node, type NodeKind } from '#spec/nodes';
import { removeNodes } from '#spec/remove-nodes';
import { connect, withEdges } from './edge-edits';

/**
 * The edits of an experiment's nodes and training settings, as pure functions: each returns a new
 * experiment and leaves its argument unchanged. Edits of edges are in `edge-edits.ts`.
 */

/** An unused node id: the wanted one, with the next free number if it is taken. */
export function findFreeNodeId(experiment: Experiment, wanted: string): string {
  const taken = experiment.model.nodes;
  const stem = wanted.replace(/\d+$/, '') || wanted;
  if (!(wanted in taken)) return wanted;
  for (let number = 2; ; number++) if (!(`${stem}${number}` in taken)) return `${stem}${number}`;
}

/** Adds a node with the default settings of its kind, a recurrent core together with its self-loop. */
export function addNode(
  experiment: Experiment,
  kind: NodeKind,
  position: Point,
): { experiment: Experiment; id: string } {
  const id = findFreeNodeId(experiment, nodeCatalogue[kind].name);
  const node = nodeCatalogue[kind].create();
  const added = withNode(experiment, id, node, position);
  // Without the self-loop, the core would start every tick from its initial state.
  return { experiment: isCore(node) ? connect(added, id, id) : added, id };
}

function withNode(experiment: Experiment, id: string, node: Node, position: Point): Experiment {
  const { model } = experiment;
  const changed = { ...experiment, model: { ...model, nodes: { ...model.nodes, [id]: node } } };
  return moveNodes(changed, { [id]: position });
}

/** Removes the given nodes together with their edges and own settings, and the given edges. */
export function removeElements(
  experiment: Experiment,
  nodes: readonly string[],
  edges: readonly EdgeId[],
): Experiment {
  const { model, canvas } = experiment;
  const remaining = removeNodes(model, new Set(nodes));
  const isKept = (edge: Edge): boolean => !edges.includes(edgeId(edge));
  const positions = Object.entries(canvas?.positions ?? {}).filter(([id]) => !nodes.includes(id));
  return {
    ...experiment,
    model: { ...remaining, edges: remaining.edges.filter(isKept) },
    ...(canvas ? { canvas: { positions: Object.fromEntries(positions) } } : {}),
  };
}

/** Changes settings of a node; `undefined` removes a setting. Throws a ZodError for invalid values. */
export function updateNode(
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

/** Whether a node can get the id `name`: null, or why not, as a sentence to show to the user. */
export function validateNodeId(experiment: Experiment, id: string, name: string): string | null {
  if (name in {}) return `'${name}' cannot be used: JavaScript itself uses that name.`;
  if (!nodeIdSchema.safeParse(name).success)
    return 'A name starts with a letter and has letters, digits and _.';
  if (name !== id && name in experiment.model.nodes) return `There is a node '${name}' already.`;
  return null;
}

/** Changes a node's id everywhere: in edges, module settings and positions. */
export function renameNode(experiment: Experiment, id: string, name: string): Experiment {
  const { model, canvas } = experiment;
  const renamed = (old: string): string => (old === id ? name : old);
  const renameKeys = <T>(record: Record<string, T>): Record<string, T> =>
    Object.fromEntries(Object.entries(record).map(([key, value]) => [renamed(key), value]));
  return {
    ...experiment,
    model: {
      ...model,
      nodes: renameKeys(model.nodes),
      modules: renameKeys(model.modules),
      decidingLoss: model.decidingLoss === undefined ? undefined : renamed(model.decidingLoss),
      edges: model.edges.map((edge) => ({
        ...edge,
        from: renamed(edge.from),
        to: renamed(edge.to),
      })),
    },
    ...(canvas ? { canvas: { positions: renameKeys(canvas.positions) } } : {}),
  };
}

/** Sets the positions of some nodes, by node id. */
export function moveNodes(experiment: Experiment, changes: Record<string, Point>): Experiment {
  const positions = { ...experiment.canvas?.positions, ...changes };
  return { ...experiment, canvas: { positions } };
}

/** Changes training settings; `undefined` removes a setting. */
export function updateTraining(
  experiment: Experiment,
  values: Partial<Experiment['training']>,
): Experiment {
  return { ...experiment, training: { ...experiment.training, ...values } };
}

/** Part of a model, as on the clipboard: nodes with their positions, and the edges between them. */
export interface Subgraph {
  nodes: Record<string, Node>;
  edges: Edge[];
  positions: Record<string, Point>;
}

/** The subgraph of the given nodes; unknown ids are ignored. */
export function copySubgraph(
  experiment: Experiment,
  ids: readonly string[],
  positionOf: (id: string) => Point,
): Subgraph {
  const subgraph: Subgraph = { nodes: {}, edges: [], positions: {} };
  for (const id of ids) {
    const node = experiment.model.nodes[id];
    if (!node) continue;
    subgraph.nodes[id] = node;
    subgraph.positions[id] = positionOf(id);
  }
  subgraph.edges = experiment.model.edges.filter(
    ({ from, to }) => from in subgraph.nodes && to in subgraph.nodes,
  );
  return subgraph;
}

/**
 * Adds a copy of the subgraph, moved by `offset` pixels to the right and down, under unused node ids.
 * `ids` are those of the new nodes.
 */
export function pasteSubgraph(
  experiment: Experiment,
  subgraph: Subgraph,
  offset = 32,
): { experiment: Experiment; ids: string[] } {
  const newIds = new Map<string, string>();
  let changed = experiment;
  for (const [id, node] of Object.entries(subgraph.nodes)) {
    const newId = findFreeNodeId(changed, id);
    const { x, y } = subgraph.positions[id] ?? { x: 0, y: 0 };
    newIds.set(id, newId);
    changed = withNode(changed, newId, node, { x: x + offset, y: y + offset });
  }
  const edges = subgraph.edges.map((edge) => ({
    ...edge,
    from: newIds.get(edge.from) ?? edge.from,
    to: newIds.get(edge.to) ?? edge.to,
  }));
  return {
    experiment: withEdges(changed, [...changed.model.edges, ...edges]),
    ids: [...newIds.values()],
  };
}
