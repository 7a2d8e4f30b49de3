import { nodeSize, selfLoop, type Point } from './layout/geometry';
import { isLeftward } from './layout/leftward-edges';

/** The ends of an edge, which leaves its source at the right and reaches its target at the left; pixels. */
export interface EdgeEnds {
  sourceX: number;
  sourceY: number;
  targetX: number;
  targetY: number;
}

/** A path in the language of SVG, and the position of the edge's label in pixels. */
export type EdgePath = [path: string, labelX: number, labelY: number];

/** Width and height in pixels of the handle on whose outer side an edge ends. */
export const handleSize = 9;

/** The ends of an edge between the top left corners of two nodes. */
export function findEdgeEnds(source: Point, target: Point): EdgeEnds {
  return {
    sourceX: source.x + nodeSize.width + handleSize / 2,
    sourceY: source.y + nodeSize.height / 2,
    targetX: target.x - handleSize / 2,
    targetY: target.y + nodeSize.height / 2,
  };
}

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
  return isLeftward(ends.sourceX, ends.targetX)
    ? computeLeftwardPath(ends, channelY)
    : computeCurve(ends);
}

/** How far the control points of a curve to the left lie outside, for each root of a pixel of distance. */
const leftwardBulge = 6.25;

/** A Bézier curve with horizontal ends, as Svelte Flow draws it while an edge is being connected. */
function computeCurve(ends: EdgeEnds): EdgePath {
  const { sourceX, sourceY, targetX, targetY } = ends;
  const [sourceControl, targetControl] = curveControls(ends);
  const { x, y } = pointOnCurve(ends, 0.5);
  return [
    `M${sourceX},${sourceY} C${sourceControl},${sourceY} ${targetControl},${targetY} ${targetX},${targetY}`,
    x,
    y,
  ];
}

/** The x coordinates of the control points of a curve. */
function curveControls({ sourceX, targetX }: EdgeEnds): [number, number] {
  const distance = targetX - sourceX;
  const reach = distance >= 0 ? 0.5 * distance : leftwardBulge * Math.sqrt(-distance);
  return [sourceX + reach, targetX - reach];
}

/** The point of a curve at the parameter `at` from 0 to 1. */
function pointOnCurve(ends: EdgeEnds, at: number): Point {
  const { sourceX, sourceY, targetX, targetY } = ends;
  const [sourceControl, targetControl] = curveControls(ends);
  const [a, b, c, d] = [(1 - at) ** 3, 3 * at * (1 - at) ** 2, 3 * at ** 2 * (1 - at), at ** 3];
  return {
    x: sourceX * a + sourceControl * b + targetControl * c + targetX * d,
    y: sourceY * a + sourceY * b + targetY * c + targetY * d,
  };
}

/** Pixels that a route runs straight on before it turns, and the radius of its corners. */
const route = { straight: 16, radius: 10 };

function computeLeftwardPath(ends: EdgeEnds, channelY: number | null): EdgePath {
  const { sourceX, sourceY, targetX, targetY } = ends;
  const corners = routeCorners(ends, channelY);
  const middle = pointOnRoute(ends, channelY, 0.5);
  const start = { x: sourceX, y: sourceY };
  const end = { x: targetX, y: targetY };
  const turns = corners.map((corner, index) =>
    roundCorner(corners[index - 1] ?? start, corner, corners[index + 1] ?? end),
  );
  const path = [`M${sourceX},${sourceY}`, ...turns, `L${targetX},${targetY}`];
  return [path.filter((piece) => piece !== '').join(' '), middle.x, middle.y];
}

function routeCorners({ sourceX, sourceY, targetX, targetY }: EdgeEnds, channelY: number | null) {
  const y = channelY ?? (sourceY + targetY) / 2;
  const [right, left] = [sourceX + route.straight, targetX - route.straight];
  return [
    { x: right, y: sourceY },
    { x: right, y },
    { x: left, y },
    { x: left, y: targetY },
  ] as const;
}

/**
 * The point of a route at a share of its way: 0.5 is the middle of its long horizontal piece, whatever the lengths
 * before and after it.
 */
function pointOnRoute(ends: EdgeEnds, channelY: number | null, at: number): Point {
  const [first, second, third, last] = routeCorners(ends, channelY);
  const middle = { x: (second.x + third.x) / 2, y: second.y };
  return at < 0.5
    ? pointOnLines([{ x: ends.sourceX, y: ends.sourceY }, first, second, middle], 2 * at)
    : pointOnLines([middle, third, last, { x: ends.targetX, y: ends.targetY }], 2 * at - 1);
}

/** The point at a share, by length, of a way of pieces that are each horizontal or vertical. */
function pointOnLines(points: readonly Point[], at: number): Point {
  const pieces = points.slice(1).map((end, index) => {
    const start = points[index] ?? end;
    return { start, end, length: Math.abs(end.x - start.x) + Math.abs(end.y - start.y) };
  });
  let left = at * pieces.reduce((sum, { length }) => sum + length, 0);
  for (const { start, end, length } of pieces) {
    if (left <= length && length > 0) {
      const share = left / length;
      return { x: start.x + (end.x - start.x) * share, y: start.y + (end.y - start.y) * share };
    }
    left -= length;
  }
  return pieces[pieces.length - 1]?.end ?? { x: 0, y: 0 };
}

/**
 * The point of an edge at a share of its way from its source (0) to its target (1). 0.5 is the middle, where
 * `computeEdgePath` puts the label; a self-loop is followed along its upper side.
 */
export function pointOnEdge(
  ends: EdgeEnds,
  channelY: number | null,
  isSelfLoop: boolean,
  at: number,
): Point {
  if (isSelfLoop) {
    const [, x, y] = computeSelfLoopPath(ends);
    const half = (ends.sourceX - ends.targetX) / 2 - selfLoopInset;
    return { x: x + half * (1 - 2 * at), y };
  }
  return isLeftward(ends.sourceX, ends.targetX)
    ? pointOnRoute(ends, channelY, at)
    : pointOnCurve(ends, at);
}

/** A rounded corner between two straight pieces at right angles; nothing where the path runs straight on. */
function roundCorner(before: Point, corner: Point, after: Point): string {
  const [start, end] = [before, after].map((other) => {
    const [dx, dy] = [other.x - corner.x, other.y - corner.y];
    const length = Math.abs(dx) + Math.abs(dy);
    return { dx: Math.sign(dx), dy: Math.sign(dy), length };
  });
  if (!start || !end || start.length === 0 || end.length === 0) return '';
  if (start.dx === -end.dx && start.dy === -end.dy) return '';
  const radius = Math.min(start.length / 2, end.length / 2, route.radius);
  const place = ({ dx, dy }: { dx: number; dy: number }): string =>
    `${corner.x + radius * dx},${corner.y + radius * dy}`;
  return `L${place(start)} Q${corner.x},${corner.y} ${place(end)}`;
}

/** Pixels between the ends of an edge at the sides of a node and those of its self-loop on top of it. */
export const selfLoopInset = 12;
/** Pixels by which the ends of a self-loop lie inside its node, so that the arrow meets the border. */
const overlap = 5;

/**
 * The path of a self-loop: out of the top of the node at its right, and back into the top at its left.
 * `inset` draws it that many pixels further inside, as for the gradient that comes back along it.
 */
export function computeSelfLoopPath({ sourceX, sourceY, targetX }: EdgeEnds, inset = 0): EdgePath {
  const bottom = sourceY - nodeSize.height / 2 + overlap;
  const top = bottom - overlap - selfLoop.rise + inset;
  const [right, left] = [sourceX - selfLoopInset - inset, targetX + selfLoopInset + inset];
  const radius = 12 - inset / 2;
  const path = [
    `M${right},${bottom} L${right},${top + radius} Q${right},${top} ${right - radius},${top}`,
    `L${left + radius},${top} Q${left},${top} ${left},${top + radius} L${left},${bottom}`,
  ];
  return [path.join(' '), (sourceX + targetX) / 2, top];
}
