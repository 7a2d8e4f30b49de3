import { findCycle, topologicalOrder, wire, withinTick, type Wiring } from './graph';
import { edgeId, type Edge, type Model } from './model';
import { nearest } from './nearest';
import { arityOf, isCore, isLoss, stateSize, type Node } from './nodes';
import type { Problem } from './problems';

/** What can be wrong with how nodes and edges are joined, whatever flows along them. */
export function checkGraph(model: Model): Problem[] {
  const wiring = wire(model);
  return [
    ...checkEdges(model),
    ...checkCycles(model),
    ...Object.entries(model.nodes).flatMap(([id, node]) => checkConnections(id, node, wiring)),
  ];
}

function checkEdges(model: Model): Problem[] {
  const seen = new Set<string>();
  return model.edges.flatMap((edge) => {
    const id = edgeId(edge);
    const problems: Problem[] = [];
    for (const end of [edge.from, edge.to])
      if (!model.nodes[end]) {
        const close = nearest(end, Object.keys(model.nodes));
        problems.push({
          severity: 'error',
          edge: id,
          message: `Edge '${id}' names a node '${end}' that does not exist.`,
          remedy: close ? `Did you mean '${close}'? Or remove the edge.` : 'Remove the edge.',
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
  const wiring = wire(withinTick(model));
  const left = new Set(topologicalOrder(model).cyclic);
  const problems: Problem[] = [];
  for (let cycle = findCycle(left, wiring); cycle; cycle = findCycle(left, wiring)) {
    const [first = ''] = cycle;
    problems.push({
      severity: 'error',
      node: first,
      message: `There is a cycle: ${shortened([...cycle, first]).join(' → ')}.`,
      remedy:
        'Give one of its edges a delay of one tick, or remove it: within a tick a model runs from its inputs to its losses.',
    });
    for (const id of cycle) left.delete(id);
  }
  return problems;
}

/** A path of any length as one that can be read. */
function shortened(path: readonly string[]): string[] {
  return path.length > 12 ? [...path.slice(0, 6), '…', ...path.slice(-2)] : [...path];
}

function checkConnections(id: string, node: Node, wiring: Wiring): Problem[] {
  const isLoop = (edge: Edge): boolean => edge.from === id && edge.to === id;
  const loops = isCore(node) ? wiring.into(id).filter(isLoop) : [];
  const into = wiring.into(id).length - loops.length;
  const out = wiring.from(id).length;
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

/** Nodes whose output no loss ever sees learn nothing. */
export function checkReach(model: Model): Problem[] {
  const { into } = wire(model);
  const ids = Object.keys(model.nodes);
  const losses = ids.filter((id) => {
    const node = model.nodes[id];
    return node && isLoss(node);
  });
  if (losses.length === 0) return [];
  const heard = new Set(losses);
  // Nodes found are appended while the loop runs.
  for (const id of heard) for (const { from } of into(id)) heard.add(from);
  return ids
    .filter((id) => !heard.has(id))
    .map((id) => ({
      severity: 'warning',
      node: id,
      message: `No loss hears of '${id}', so it learns nothing.`,
      remedy: 'Connect it towards a loss, or remove it.',
      fix: { kind: 'removeNode', node: id },
    }));
}
