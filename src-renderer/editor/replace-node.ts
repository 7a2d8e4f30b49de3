import type { Experiment } from '#spec/experiment';
import { nodeCatalogue } from '#spec/node-catalogue';
import { arityOf, isCore, isLoss, nodeSchema, type NodeKind } from '#spec/nodes';
import { isStateLoop } from '#spec/shapes';
import { isSequential, type Fields } from '#spec/task';
import { changeKind } from './change-kind';
import { connect, withEdges } from './edge-edits';
import { findFreeNodeId, renameNode, withTaskField } from './edits';
import { fitDecoupling } from './fit-decoupling';

/** Whether a node can become one of another kind with all its edges: null, or why not. */
export function validateReplacement(
  experiment: Experiment,
  id: string,
  kind: NodeKind,
): string | null {
  const { model, task } = experiment;
  const node = model.nodes[id];
  if (!node) return 'There is no such node.';
  const created = nodeCatalogue[kind].create();
  const edges = model.edges.filter((edge) => !isStateLoop(model, edge));
  const inputs = edges.filter((edge) => edge.to === id).length;
  const { max } = arityOf(created);
  if (max !== null && inputs > max)
    return max === 0
      ? `'${id}' has an edge coming in, which an input cannot have.`
      : `${inputs} edges lead to '${id}', and a ${nodeCatalogue[kind].label} takes one.`;
  if (isLoss(created) && edges.some((edge) => edge.from === id))
    return `'${id}' has an edge going out, which a loss cannot have.`;
  if (isCore(created) && !isSequential(task))
    return 'A recurrent core needs a task that is a stream.';
  return null;
}

/**
 * Makes a node one of another kind. Its edges stay, and so do the settings that both kinds have; a recurrent core gets
 * or loses the edge that carries its state. A node that is named after its kind is named after the new one.
 */
export function replaceNode(
  experiment: Experiment,
  id: string,
  kind: NodeKind,
  fields: Fields | null,
): { experiment: Experiment; id: string } {
  const { model } = experiment;
  const old = model.nodes[id];
  if (!old) return { experiment, id };
  const defaults = nodeCatalogue[kind].create();
  const node = changeKind(nodeSchema, old, kind, defaults);
  const { decidingLoss, ...rest } = model;
  const decides = decidingLoss !== undefined && (decidingLoss !== id || isLoss(node));
  let changed: Experiment = {
    ...experiment,
    model: {
      ...rest,
      ...(decides ? { decidingLoss } : {}),
      nodes: { ...model.nodes, [id]: node },
    },
  };
  if (isCore(old) && !isCore(node))
    changed = withEdges(
      changed,
      model.edges.filter((edge) => !(edge.from === id && edge.to === id)),
    );
  if (isCore(node) && !changed.model.edges.some(({ from, to }) => from === id && to === id))
    changed = connect(changed, id, id);
  const keepsField = isLoss(old) && isLoss(node);
  changed = fitDecoupling(keepsField ? changed : withTaskField(changed, id, fields), [id]);
  if (!isNamedAfter(id, old.kind) || isNamedAfter(id, kind)) return { experiment: changed, id };
  const name = findFreeNodeId(changed, nodeCatalogue[kind].name);
  return { experiment: renameNode(changed, id, name), id: name };
}

/** Whether the id is what a new node of the kind is called, as `dense` or `dense2`. */
function isNamedAfter(id: string, kind: NodeKind): boolean {
  return id.replace(/\d+$/, '') === nodeCatalogue[kind].name;
}
