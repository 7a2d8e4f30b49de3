import type { Experiment } from '#spec/experiment';
import type { Edge } from '#spec/model';
import { validateConnection, withEdges } from './edge-edits';

/**
 * The edges that are left when the given nodes go and their neighbours are joined: around each node with exactly one
 * input and one output, in the order given, so that several nodes in a row leave one edge. The state of a node, which
 * comes from itself, does not count. Where the joined edge is not possible, both edges go.
 */
export function joinAround(experiment: Experiment, removed: readonly string[]): Edge[] {
  return removed.reduce(joinAroundNode, experiment).model.edges;
}

function joinAroundNode(experiment: Experiment, id: string): Experiment {
  const { edges } = experiment.model;
  const incoming = edges.filter(({ from, to }) => to === id && from !== id);
  const outgoing = edges.filter(({ from, to }) => from === id && to !== id);
  const [before, after] = [incoming[0], outgoing[0]];
  const others = edges.filter(({ from, to }) => from !== id && to !== id);
  const rest = withEdges(experiment, others);
  if (!before || !after || incoming.length > 1 || outgoing.length > 1) return rest;
  const joined = joinEdges(before, after);
  if (joined.from === joined.to || validateConnection(rest, joined.from, joined.to) !== null)
    return rest;
  // The joined edge takes the place of the second one: a concat joins in the order of its edges.
  return withEdges(
    experiment,
    edges.flatMap((edge) => (edge === after ? [joined] : others.includes(edge) ? [edge] : [])),
  );
}

/** One edge in place of two: later where one of them was, decoupled as the second or else the first. */
function joinEdges(before: Edge, after: Edge): Edge {
  const delay = before.delay ?? after.delay;
  const decoupled = after.decoupled ?? before.decoupled;
  return {
    from: before.from,
    to: after.to,
    ...(delay ? { delay } : {}),
    ...(decoupled ? { decoupled } : {}),
  };
}
