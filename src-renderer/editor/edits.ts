import type { Point } from '#diagram/layout/geometry';
import { nodeCatalogue } from '#spec/node-catalogue';
import type { Experiment } from '#spec/experiment';
import { edgeId, nodeIdSchema, type Edge, type EdgeId } from '#spec/model';
import { isCore, isLoss, nodeSchema, type Node, type NodeKind } from '#spec/nodes';
import { removeNodes } from '#spec/remove-nodes';
import { isSequential, type Fields } from '#spec/task';
import { chooseInputField, chooseTargetField } from './change-task';
import { connect, withEdges } from './edge-edits';
import { fitDecoupling } from './fit-decoupling';
import { joinAround } from './join-around';

export { renameNode } from '#spec/rename-node';

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
  const isKept = ({ from, to }: Edge): boolean => !nodes.includes(from) && !nodes.includes(to);
  return remove(experiment, nodes, edges, experiment.model.edges.filter(isKept));
}

/**
 * Like `removeElements`, but joins the neighbours of a node with one input and one output (`joinAround`). Edges of the
 * nodes that go are joined also where they are among `edges`: whoever selects a node by a frame selects its edges too.
 */
export function removeAndJoin(
  experiment: Experiment,
  nodes: readonly string[],
  edges: readonly EdgeId[],
): Experiment {
  const isApart = (id: EdgeId): boolean => {
    const [from = '', to = ''] = id.split('->');
    return !nodes.includes(from) && !nodes.includes(to);
  };
  const apart = edges.filter(isApart);
  const rest = experiment.model.edges.filter((edge) => !apart.includes(edgeId(edge)));
  const joined = joinAround(withEdges(experiment, rest), nodes);
  return fitDecoupling(
    remove(experiment, nodes, apart, joined),
    joined.filter((edge) => !rest.includes(edge)).map(({ to }) => to),
  );
}

/** `remaining`: the edges that are left when the nodes are gone. */
function remove(
  experiment: Experiment,
  nodes: readonly string[],
  edges: readonly EdgeId[],
  remaining: readonly Edge[],
): Experiment {
  const { model, canvas } = experiment;
  const kept = remaining.filter((edge) => !edges.includes(edgeId(edge)));
  const positions = Object.entries(canvas?.positions ?? {}).filter(([id]) => !nodes.includes(id));
  return {
    ...experiment,
    model: removeNodes(model, new Set(nodes), kept),
    ...(canvas ? { canvas: { ...canvas, positions: Object.fromEntries(positions) } } : {}),
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

/** Lets a new input or loss node read a field of the task instead of the default of its kind. */
export function withTaskField(
  experiment: Experiment,
  id: string,
  fields: Fields | null,
): Experiment {
  const node = experiment.model.nodes[id];
  if (!fields || !node) return experiment;
  const sequential = isSequential(experiment.task);
  const field = chooseInputField(fields, sequential);
  const target = chooseTargetField(fields, sequential);
  if (node.kind === 'input' && field !== undefined) return updateNode(experiment, id, { field });
  if (isLoss(node) && target !== undefined) return updateNode(experiment, id, { target });
  return experiment;
}

/** Whether a node can get the id `name`: null, or why not, as a sentence to show to the user. */
export function validateNodeId(experiment: Experiment, id: string, name: string): string | null {
  if (name in {}) return `'${name}' cannot be used: it is a reserved name.`;
  if (!nodeIdSchema.safeParse(name).success)
    return 'A name starts with a letter from a to z and has such letters, digits and _.';
  if (name !== id && name in experiment.model.nodes) return `There is a node '${name}' already.`;
  return null;
}

/** Sets the positions of some nodes, by node id. */
export function moveNodes(experiment: Experiment, changes: Record<string, Point>): Experiment {
  const positions = { ...experiment.canvas?.positions, ...changes };
  return { ...experiment, canvas: { ...experiment.canvas, positions } };
}

/** Changes training settings; `undefined` removes a setting. */
export function updateTraining(
  experiment: Experiment,
  values: Partial<Experiment['training']>,
): Experiment {
  return { ...experiment, training: { ...experiment.training, ...values } };
}
