import { indexEdges } from './graph';
import type { Edge, Model } from './model';
import { printable } from './quote';

/** Edges of a path that are shown. */
const maxShown = 8;

/**
 * The shortest path of coupled edges between two nodes as a text, `a → s ← b`; null where there is none. Followed in
 * both directions, such edges keep two nodes in one module. Takes time linear in the edges of the model.
 */
export function describeCoupledPath(model: Model, from: string, to: string): string | null {
  const path = findCoupledPath(model, from, to);
  if (!path) return null;
  let at = from;
  const steps = path.map((edge) => {
    const isForward = edge.from === at;
    at = isForward ? edge.to : edge.from;
    return `${isForward ? '→' : '←'} ${printable(at, 30)}`;
  });
  const shown = steps.length > maxShown ? [...steps.slice(0, 4), '…', ...steps.slice(-2)] : steps;
  return [printable(from, 30), ...shown].join(' ');
}

/** Breadth-first search. Input nodes belong to no module, so they join nothing. */
function findCoupledPath(model: Model, start: string, goal: string): Edge[] | null {
  const coupled = model.edges.filter(({ decoupled }) => !decoupled);
  const { incoming, outgoing } = indexEdges({ ...model, edges: coupled });
  const reachedBy = new Map<string, Edge | null>([[start, null]]);
  // The loop visits the nodes that it adds, too.
  for (const [id] of reachedBy) {
    if (id === goal) return traceBack(reachedBy, goal);
    for (const edge of [...outgoing(id), ...incoming(id)]) {
      const next = edge.from === id ? edge.to : edge.from;
      const kind = model.nodes[next]?.kind;
      if (kind !== undefined && kind !== 'input' && !reachedBy.has(next)) reachedBy.set(next, edge);
    }
  }
  return null;
}

function traceBack(reachedBy: ReadonlyMap<string, Edge | null>, goal: string): Edge[] {
  const path: Edge[] = [];
  let at = goal;
  for (let edge = reachedBy.get(at); edge; edge = reachedBy.get(at)) {
    path.push(edge);
    at = edge.to === at ? edge.from : edge.to;
  }
  return path.reverse();
}
