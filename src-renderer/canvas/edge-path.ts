import { getBezierPath, getSmoothStepPath, type Position } from '@xyflow/svelte';
import { nodeSize, selfLoop } from '#diagram/layout/geometry';
import { isLeftward } from '#diagram/layout/leftward-edges';

/** The ends of an edge as Svelte Flow passes them to a component; pixels. */
interface EdgeEnds {
  sourceX: number;
  sourceY: number;
  targetX: number;
  targetY: number;
  sourcePosition: Position;
  targetPosition: Position;
}

/** An SVG path, and the position of the edge's label in pixels. */
type EdgePath = [path: string, labelX: number, labelY: number];

/**
 * The path of an edge: a self-loop, a route of straight pieces if the edge leads to the left, else a
 * Bézier curve. `channelY` is the y coordinate of the long horizontal piece of such a route, from
 * `routeLeftwardEdges`.
 */
export function computeEdgePath(
  ends: EdgeEnds,
  channelY: number | null,
  isSelfLoop: boolean,
): EdgePath {
  if (isSelfLoop) return computeSelfLoopPath(ends);
  const [path, x, y] = isLeftward(ends.sourceX, ends.targetX)
    ? getSmoothStepPath({ ...ends, borderRadius: 10, offset: 16, centerY: channelY ?? undefined })
    : getBezierPath(ends);
  return [path, x, y];
}

/** Pixels by which the ends of a self-loop lie inside its node, so that the arrow meets the border. */
const overlap = 5;

/**
 * The path of a self-loop: out of the top of the node at its right, and back into the top at its left.
 * `inset` draws it that many pixels further inside, as for the gradient that comes back along it.
 */
export function computeSelfLoopPath({ sourceX, sourceY, targetX }: EdgeEnds, inset = 0): EdgePath {
  const bottom = sourceY - nodeSize.height / 2 + overlap;
  const top = bottom - overlap - selfLoop.rise + inset;
  const [right, left, radius] = [sourceX - 12 - inset, targetX + 12 + inset, 12 - inset / 2];
  const path = [
    `M${right},${bottom} L${right},${top + radius} Q${right},${top} ${right - radius},${top}`,
    `L${left + radius},${top} Q${left},${top} ${left},${top + radius} L${left},${bottom}`,
  ];
  return [path.join(' '), (sourceX + targetX) / 2, top];
}
