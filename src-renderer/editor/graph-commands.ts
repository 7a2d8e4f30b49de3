import { nodeSize, selfLoop, type Point } from '#diagram/layout/geometry';
import type { EdgeId } from '#spec/model';
import { edgeId } from '#spec/model';
import { nodeCatalogue } from '#spec/node-catalogue';
import { isCore, type NodeKind } from '#spec/nodes';
import type { Box } from './annotations';
import { moveNodes } from './edits';
import { editor } from './editor.svelte';
import { listEdgePoints } from './edge-points';
import { findPositionInView, nodeGap } from './free-position';
import { makeRoom } from './make-room';
import { describeReplaced } from './make-way';
import { addNodeAt, type NodePlace } from './node-place';
import { findReplacedBy, reconnect, validateReconnection, type EdgeEnds } from './reconnect';
import { splitEdge, validateSplit } from './split-edge';
import { session } from '../stores/session.svelte';

/** Commands that change the graph: each is one step that can be undone, and selects what it made. */

/**
 * Adds a node at a place of the graph, near the wanted position and within the view where it can be. Returns its id;
 * null where the kind cannot stand there. `isPointedAt`: the user has shown the position, where an edge may run too.
 */
export function addNode(
  kind: NodeKind,
  place: NodePlace,
  wanted: Point,
  view: Box | null,
  isPointedAt = true,
): string | null {
  editor.settle();
  const above = isCore(nodeCatalogue[kind].create()) ? selfLoop.clearance : 0;
  const room = place.kind === 'edge' ? findRoom(place.edge, wanted) : null;
  const taken = Object.values(editor.positions);
  const avoided = isPointedAt ? [] : listEdgePoints(editor.spec.model.edges, editor.positions);
  const position = room?.position ?? findPositionInView(wanted, taken, { view, above, avoided });
  const added = addNodeAt(editor.withAllPositions, kind, place, position, editor.fields);
  if (!added) {
    const { label } = nodeCatalogue[kind];
    session.notify(`${label} cannot be added there: its connections are not possible.`, 'error');
    return null;
  }
  editor.change(moveNodes(added.experiment, room?.moved ?? {}));
  editor.select({ nodes: [added.id] });
  return added.id;
}

/** Where a node stands that is added after a node, before it or between the ends of an edge. */
export function findPositionAt(place: NodePlace): Point | null {
  const stride = nodeSize.width + nodeGap;
  if (place.kind === 'edge') {
    const edge = editor.spec.model.edges.find((candidate) => edgeId(candidate) === place.edge);
    const [source, target] = [
      edge && editor.positions[edge.from],
      edge && editor.positions[edge.to],
    ];
    return source && target ? { x: (source.x + target.x) / 2, y: (source.y + target.y) / 2 } : null;
  }
  if (place.kind === 'free') return null;
  const neighbour = editor.positions[place.node];
  if (!neighbour) return null;
  const direction = { after: 1, before: -1, replace: 0 }[place.kind];
  return { x: neighbour.x + direction * stride, y: neighbour.y };
}

/** Puts a node, which stands at `position` now, on an edge. */
export function insertOnEdge(id: string, edge: EdgeId, position: Point): void {
  editor.settle();
  const problem = validateSplit(editor.spec, edge, id);
  if (problem !== null) {
    session.notify(problem, 'error');
    return;
  }
  const room = findRoom(edge, position, id);
  const moved = { ...room?.moved, [id]: room?.position ?? position };
  editor.change(splitEdge(moveNodes(editor.withAllPositions, moved), edge, id));
  editor.select({ nodes: [id] });
}

/** Moves an edge to other ends and selects it; notifies the user if that is not possible. */
export function reconnectEdge(id: EdgeId, ends: EdgeEnds): void {
  editor.settle();
  if (edgeId(ends) === id) return;
  const problem = validateReconnection(editor.spec, id, ends);
  if (problem !== null) {
    session.notify(problem, 'error');
    return;
  }
  const replaced = findReplacedBy(editor.spec, id, ends);
  editor.change(reconnect(editor.withAllPositions, id, ends));
  editor.select({ edges: [edgeId(ends)] });
  if (replaced) session.notify(describeReplaced(replaced));
}

/** Room on an edge near a position; `moving`: a node that leaves the place where it stands. */
function findRoom(id: EdgeId, wanted: Point, moving?: string): ReturnType<typeof makeRoom> {
  const { model } = editor.spec;
  const edge = model.edges.find((candidate) => edgeId(candidate) === id);
  const others = Object.entries(editor.positions).filter(([node]) => node !== moving);
  return edge ? makeRoom(model, Object.fromEntries(others), edge.from, edge.to, wanted) : null;
}
