import { findEdgeEnds, pointOnEdge } from '#diagram/edge-path';
import type { Point } from '#diagram/layout/geometry';
import { routeLeftwardEdges } from '#diagram/layout/leftward-edges';
import { edgeId, type Edge } from '#spec/model';

/** Pixels between the points: less than a node is high. */
const distance = 24;

/** Points along the edges as the canvas draws them, of which a node that lies on an edge covers at least one. */
export function listEdgePoints(
  edges: readonly Pick<Edge, 'from' | 'to'>[],
  positions: Readonly<Record<string, Point>>,
): Point[] {
  const routes = routeLeftwardEdges(edges, positions);
  return edges.flatMap((edge) => {
    const [source, target] = [positions[edge.from], positions[edge.to]];
    if (!source || !target) return [];
    const ends = findEdgeEnds(source, target);
    const channelY = routes.get(edgeId(edge)) ?? null;
    const detour = channelY === null ? 0 : 2 * Math.abs(channelY - ends.sourceY);
    const length =
      Math.abs(ends.targetX - ends.sourceX) + 2 * Math.abs(ends.targetY - ends.sourceY) + detour;
    const count = Math.max(4, Math.ceil(length / distance));
    return Array.from({ length: count + 1 }, (_, index) =>
      pointOnEdge(ends, channelY, edge.from === edge.to, index / count),
    );
  });
}
