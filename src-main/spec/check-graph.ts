import {
  findCycle,
  indexEdges,
  removeDelayedEdges,
  topologicalOrder,
  type EdgeIndex,
} from './graph';
import { edgeId, type Edge, type Model } from './model';
import { findClosestMatch } from './closest-match';
import { arityOf, isCore, isLoss, stateSize, type Node } from './nodes';
import type { Problem } from './problems';

/** Finds the problems of the graph alone, independent of shapes, data and time. */
export function checkGraph(model: Model): Problem[] {
  const edges = indexEdges(model);
  return [
    ...checkEdges(model),
    ...checkCycles(model),
    ...Object.entries(model.nodes).flatMap(([id, node]) => checkConnections(id, node, edges)),
  ];
}

function checkEdges(model: Model): Problem[] {
  const seen = new Set<string>();
  return model.edges.flatMap((edge) => {
    const id = edgeId(edge);
    const problems: Problem[] = [];
    for (const end of [edge.from, edge.to])
      if (!model.nodes[end]) {
        const closest = findClosestMatch(end, Object.keys(model.nodes));
        problems.push({
          severity: 'error',
          edge: id,
          message: `Edge '${id}' names a node '${end}' that does not exist.`,
          remedy: closest ? `Did you mean '${closest}'? Or remove the edge.` : 'Remove the edge.',
          fix: { kind: 'removeEdge', edge: id },
        });
      }
    if (seen.has(id))
      problems.push({
        severity: 'error',
        edge: id,
        message: `There are two edges '${id}'.`,
        remedy: 'Remove one of them.',
      });
    seen.add(id);
    return problems;
  });
}

function checkCycles(model: Model): Problem[] {
  const edges = indexEdges(removeDelayedEdges(model));
  const remaining = new Set(topologicalOrder(model).cyclic);
  const problems: Problem[] = [];
  for (let cycle = findCycle(remaining, edges); cycle; cycle = findCycle(remaining, edges)) {
    const [first = ''] = cycle;
    problems.push({
      severity: 'error',
      node: first,
      message: `There is a cycle: ${abbreviate([...cycle, first]).join(' → ')}.`,
      remedy:
        'Give one of its edges a delay of one tick, or remove it: within a tick a model runs from its inputs to its losses.',
    });
    for (const id of cycle) remaining.delete(id);
  }
  return problems;
}

/** Replaces the middle of a long path by an ellipsis. */
function abbreviate(path: readonly string[]): string[] {
  return path.length > 12 ? [...path.slice(0, 6), '…', ...path.slice(-2)] : [...path];
}

function checkConnections(id: string, node: Node, edges: EdgeIndex): Problem[] {
  const isLoop = (edge: Edge): boolean => edge.from === id && edge.to === id;
  const loops = isCore(node) ? edges.incoming(id).filter(isLoop) : [];
  const into = edges.incoming(id).length - loops.length;
  const out = edges.outgoing(id).length;
  const { min, max } = arityOf(node);
  const problem = (message: string, remedy: string): Problem[] => [
    { severity: 'error', node: id, message, remedy },
  ];
  if (node.kind === 'input')
    return into > 0
      ? problem(`Input '${id}' has an edge coming in.`, 'Remove the edge: inputs read the data.')
      : [];
  if (isLoss(node) && out > 0)
    return problem(
      `Loss '${id}' has an edge going out.`,
      'Remove the edge: a loss ends the graph.',
    );
  if (into === 0)
    return problem(`Nothing arrives at '${id}'.`, 'Connect a node to it, or remove it.');
  if (max !== null && into > max)
    return problem(
      `'${id}' takes one message, but ${into} edges come in.`,
      'Join them with an add or a concat first.',
    );
  if (isCore(node) && loops.length === 0)
    return [
      {
        severity: 'warning',
        node: id,
        message: `'${id}' has no edge to itself, so it forgets its state at every tick.`,
        remedy: `Add the recurrent edge that carries its state (${stateSize(node)} numbers).`,
        fix: { kind: 'addLoop', node: id },
      },
    ];
  if (into < min)
    return [
      {
        severity: 'warning',
        node: id,
        message: `'${id}' joins messages, but only one comes in.`,
        remedy: 'Connect another, or remove it.',
      },
    ];
  return [];
}

/** Nodes that no loss depends on get no gradient. */
export function checkLossReachability(model: Model): Problem[] {
  const { incoming } = indexEdges(model);
  const ids = Object.keys(model.nodes);
  const losses = ids.filter((id) => {
    const node = model.nodes[id];
    return node && isLoss(node);
  });
  if (losses.length === 0) return [];
  const reachable = new Set(losses);
  // The loop visits the nodes that it adds, too.
  for (const id of reachable) for (const { from } of incoming(id)) reachable.add(from);
  return ids
    .filter((id) => !reachable.has(id))
    .map((id) => ({
      severity: 'warning',
      node: id,
      message: `No loss hears of '${id}', so it learns nothing.`,
      remedy: 'Connect it towards a loss, or remove it.',
      fix: { kind: 'removeNode', node: id },
    }));
}
