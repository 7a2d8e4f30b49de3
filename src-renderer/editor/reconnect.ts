import type { Experiment } from '#spec/experiment';
import { edgeId, type Edge, type EdgeId } from '#spec/model';
import { validateConnection, withEdges, wouldCloseCycle } from './edge-edits';
import { fitDecoupling } from './fit-decoupling';
import { findReplaced, makeWay } from './make-way';

/** The two nodes of an edge. */
export interface EdgeEnds {
  from: string;
  to: string;
}

/** Whether an edge can be moved to these ends: null, or why not, as a sentence to show to the user. */
export function validateReconnection(
  experiment: Experiment,
  id: EdgeId,
  ends: EdgeEnds,
): string | null {
  if (edgeId(ends) === id) return null;
  return validateConnection(makeWay(withoutEdge(experiment, id), ends), ends.from, ends.to);
}

/**
 * Moves an edge to other ends. It keeps its place in the order, its delay and its decoupling where they are possible
 * there, and gets a delay where it would close a cycle. At a node that takes one message it replaces the edge that is
 * there.
 */
export function reconnect(experiment: Experiment, id: EdgeId, { from, to }: EdgeEnds): Experiment {
  if (edgeId({ from, to }) === id) return experiment;
  const others = withoutEdge(experiment, id);
  const replaced = findReplacedBy(experiment, id, { from, to });
  const closesCycle = wouldCloseCycle(makeWay(others, { from, to }), from, to);
  const kept = experiment.model.edges.filter((edge) => edge !== replaced);
  const edges = kept.map((edge) => {
    if (edgeId(edge) !== id) return edge;
    const { decoupled } = edge;
    const delay = closesCycle ? 1 : edge.delay;
    return { from, to, ...(delay ? { delay } : {}), ...(decoupled ? { decoupled } : {}) };
  });
  return fitDecoupling(withEdges(experiment, edges), [from, to]);
}

/** The edge whose place the moved one takes; null where there is none. */
export function findReplacedBy(experiment: Experiment, id: EdgeId, ends: EdgeEnds): Edge | null {
  return findReplaced(withoutEdge(experiment, id), ends);
}

function withoutEdge(experiment: Experiment, id: EdgeId): Experiment {
  return withEdges(
    experiment,
    experiment.model.edges.filter((edge) => edgeId(edge) !== id),
  );
}
