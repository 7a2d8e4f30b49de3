import {
  findCycles,
  indexEdges,
  removeDelayedEdges,
  topologicalOrder,
  type EdgeIndex,
} from './graph';
import { edgeId, type Edge, type Model } from './model';
import { findClosestMatch } from './closest-match';
import { arityOf, isCore, isLoss, stateSize, type Node } from './nodes';
import { fixMissingMessage } from './fix-missing';
import type { Fix, Problem } from './problems';
import { printable, quote } from './quote';

/** Missing nodes for which an existing one is suggested; each is compared with all names. */
const maxSuggestions = 20;

/** Nodes without a message for which a source is searched for through the whole model. */
const maxSearches = 20;

/**
 * Finds the problems of the graph alone, independent of shapes and data. `isStream`: whether the task has ticks.
 * `missingInput`: the fix that adds the input that the model lacks; it mends the node too to which that input leads.
 */
export function checkGraph(model: Model, isStream: boolean, missingInput?: Fix): Problem[] {
  const edges = indexEdges(model);
  let searched = 0;
  const findMissing = (id: string): Fix | undefined => {
    if (missingInput?.kind === 'addNode' && missingInput.to.includes(id)) return missingInput;
    return searched++ < maxSearches ? fixMissingMessage(id, model) : undefined;
  };
  return [
    ...checkEdges(model),
    ...checkCycles(model, isStream),
    ...Object.entries(model.nodes).flatMap(([id, node]) =>
      checkConnections(id, node, edges, isStream, findMissing),
    ),
  ];
}

function checkEdges(model: Model): Problem[] {
  const seen = new Set<string>();
  const names = Object.keys(model.nodes);
  let missing = 0;
  return model.edges.flatMap((edge) => {
    const id = edgeId(edge);
    const problems: Problem[] = [];
    for (const end of [edge.from, edge.to])
      if (!model.nodes[end]) {
        const closest = missing++ < maxSuggestions ? findClosestMatch(end, names) : null;
        problems.push({
          severity: 'error',
          edge: id,
          message: `Edge ${quote(id)} names a node ${quote(end)} that does not exist.`,
          remedy: closest
            ? `Did you mean ${quote(closest)}? Or remove the edge.`
            : 'Remove the edge.',
          fix: { kind: 'removeEdge', edge: id },
        });
      }
    if (seen.has(id))
      problems.push({
        severity: 'error',
        edge: id,
        message: `There are two edges ${quote(id)}.`,
        remedy: 'Remove one of them.',
        fix: { kind: 'removeRepeated', edge: id },
      });
    seen.add(id);
    return problems;
  });
}

function checkCycles(model: Model, isStream: boolean): Problem[] {
  const edges = indexEdges(removeDelayedEdges(model));
  const { cyclic } = topologicalOrder(model);
  return findCycles(new Set(cyclic), edges).map((cycle): Problem => {
    const [first = ''] = cycle;
    const fix = isStream ? delayOne(cycle, model) : undefined;
    return {
      severity: 'error',
      node: first,
      message: `There is a cycle: ${formatPath([...cycle, first])}.`,
      ...(fix && { fix }),
      remedy: `Give one of its edges a delay of one tick${isStream ? '' : ', which only a task that is a stream allows'}, or remove it: within a tick a model runs from its inputs to its losses.`,
    };
  });
}

/** The last edge of the cycle that a layer with a size of its own sends carries its message to the next tick. */
function delayOne(cycle: readonly string[], { nodes }: Model): Fix | undefined {
  const senders = cycle.filter((id) => nodes[id] && 'units' in nodes[id]);
  const from = senders.at(-1);
  if (from === undefined) return undefined;
  const to = cycle[(cycle.indexOf(from) + 1) % cycle.length] ?? from;
  return { kind: 'setSetting', path: `model.edges.${from}->${to}.delay`, value: 1 };
}

/** `a → b → a`; the middle of a long path is left out. */
function formatPath(path: readonly string[]): string {
  const shown = path.length > 12 ? [...path.slice(0, 6), '…', ...path.slice(-2)] : path;
  return shown.map((id) => printable(id, 30)).join(' → ');
}

function checkConnections(
  id: string,
  node: Node,
  edges: EdgeIndex,
  isStream: boolean,
  findMissing: (id: string) => Fix | undefined,
): Problem[] {
  const isLoop = (edge: Edge): boolean => edge.from === id && edge.to === id;
  const loops = isCore(node) ? edges.incoming(id).filter(isLoop) : [];
  const into = edges.incoming(id).length - loops.length;
  const out = edges.outgoing(id).length;
  const { min, max } = arityOf(node);
  const problem = (message: string, remedy: string, fix?: Fix): Problem[] => [
    { severity: 'error', node: id, message, remedy, ...(fix && { fix }) },
  ];
  /** Of the only edge there is. */
  const removal = ([edge, ...others]: readonly Edge[]): Fix | undefined =>
    edge && others.length === 0 ? { kind: 'removeEdge', edge: edgeId(edge) } : undefined;
  if (node.kind === 'input')
    return into > 0
      ? problem(
          `Input ${quote(id)} has an edge coming in.`,
          'Remove the edge: inputs read the data.',
          removal(edges.incoming(id)),
        )
      : [];
  if (isLoss(node) && out > 0)
    return problem(
      `Loss ${quote(id)} has an edge going out.`,
      'Remove the edge: a loss ends the graph.',
      removal(edges.outgoing(id)),
    );
  if (into === 0)
    return problem(
      `Nothing arrives at ${quote(id)}.`,
      'Connect a node to it, or remove it.',
      findMissing(id),
    );
  if (max !== null && into > max)
    return problem(
      `${quote(id)} takes one message, but ${into} edges come in.`,
      'Join them with an add or a concat first.',
    );
  // Without ticks there is no state to carry, and cores are reported as such.
  if (isCore(node) && loops.length === 0 && isStream)
    return [
      {
        severity: 'warning',
        node: id,
        message: `${quote(id)} has no edge to itself, so it forgets its state at every tick.`,
        remedy: `Add the recurrent edge that carries its state (${stateSize(node)} numbers).`,
        fix: { kind: 'addLoop', node: id },
      },
    ];
  if (into < min)
    return [
      {
        severity: 'warning',
        node: id,
        message: `${quote(id)} joins messages, but only one comes in.`,
        remedy: 'Connect another, or remove it.',
        fix: { kind: 'bypass', node: id },
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
    .map((id): Problem => {
      const place = { severity: 'warning', node: id } as const;
      // An input is where to go on from: it is not taken away.
      if (model.nodes[id]?.kind === 'input')
        return {
          ...place,
          message: `No loss depends on the input ${quote(id)}, so it is not used.`,
          remedy: 'Connect it towards a loss, or remove it.',
        };
      return {
        ...place,
        message: `No loss depends on ${quote(id)}, so it learns nothing.`,
        remedy: 'Connect it towards a loss, or remove it.',
        fix: { kind: 'removeNode', node: id },
      };
    });
}
