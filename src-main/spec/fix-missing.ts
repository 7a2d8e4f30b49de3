import { freeId } from './free-id';
import { indexEdges } from './graph';
import type { Model } from './model';
import { nodeCatalogue } from './node-catalogue';
import { isLoss, nodeSchema, type Node } from './nodes';
import type { Fix } from './problems';
import type { Fields } from './task';

/**
 * The part that a model lacks, where there is one place for it: an input, a loss, or the edge to a node at which nothing
 * arrives. Undefined where the user has to choose.
 */

/** An input before the first layer. `readable`: fields that an input may read. */
export function fixMissingInput(model: Model, readable: Iterable<string>): Fix | undefined {
  const [field] = readable;
  const { incoming } = indexEdges(model);
  const [first, ...others] = Object.keys(model.nodes).filter((id) => {
    const node = model.nodes[id];
    return node && !isLoss(node) && incoming(id).every(({ from }) => from === id);
  });
  if (field === undefined || others.length > 0) return undefined;
  const needsMap = first !== undefined && isMapLayer(model.nodes[first]);
  const node = nodeSchema.parse({ kind: 'input', field, layout: needsMap ? 'grid' : 'vector' });
  return { kind: 'addNode', id: freeId(field, model), node, from: [], to: first ? [first] : [] };
}

function isMapLayer(node: Node | undefined): boolean {
  return node?.kind === 'conv2d' || node?.kind === 'maxPool' || node?.kind === 'averagePool';
}

/** A loss after the last layer: a cross entropy where the task has a label, else a squared error. */
export function fixMissingLoss(model: Model, fields: Fields): Fix | undefined {
  const inputs = new Set(
    Object.values(model.nodes).flatMap((node) => (node.kind === 'input' ? node.field : [])),
  );
  const [last, ...others] = findLoose(model).filter((id) => model.nodes[id]?.kind !== 'input');
  const label = Object.keys(fields).find((name) => fields[name]?.kind === 'label');
  const target = label ?? Object.keys(fields).find((name) => !inputs.has(name));
  if (target === undefined || last === undefined || others.length > 0) return undefined;
  const kind = label === undefined ? 'meanSquaredError' : 'softmaxCrossEntropy';
  const node = nodeSchema.parse({ kind, target });
  return {
    ...{ kind: 'addNode', id: freeId(nodeCatalogue[kind].name, model), node },
    ...{ from: [last], to: [] },
  };
}

/** The edge from the only node that leads nowhere, else from the only input. */
export function fixMissingMessage(id: string, model: Model): Fix | undefined {
  const above = findAbove(id, model);
  const loose = findLoose(model).filter((other) => !above.has(other));
  const inputs = Object.keys(model.nodes).filter((other) => model.nodes[other]?.kind === 'input');
  const isLossNode = model.nodes[id] !== undefined && isLoss(model.nodes[id]);
  const [from, ...others] = loose.length > 0 || isLossNode ? loose : inputs;
  return from === undefined || others.length > 0 ? undefined : { kind: 'connect', from, to: id };
}

/** Nodes other than losses whose message nobody takes. */
function findLoose(model: Model): string[] {
  const { outgoing } = indexEdges(model);
  return Object.keys(model.nodes).filter((id) => {
    const node = model.nodes[id];
    return node && !isLoss(node) && outgoing(id).every(({ to }) => to === id);
  });
}

/** The node and all that depend on it. */
function findAbove(id: string, model: Model): Set<string> {
  const { outgoing } = indexEdges(model);
  const above = new Set([id]);
  // The loop visits the nodes that it adds, too.
  for (const each of above) for (const { to } of outgoing(each)) above.add(to);
  return above;
}
