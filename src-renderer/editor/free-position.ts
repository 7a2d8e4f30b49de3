import { BoxGrid } from '#diagram/box-grid';
import { nodeSize, type Point } from '#diagram/layout/geometry';
import type { Box } from './annotations';

/** Pixels between a node that is added and its neighbours; edges have their labels there. */
export const nodeGap = 60;
/** Pixels that stay free around a node that is added somewhere: below a card hang the values of the run that is shown. */
const margin = { x: 12, y: 28 };
/** Distance in pixels of the positions that are tried. */
const step = 16;
/** Rings of positions that are tried around the wanted one: 200 reach 3,200 pixels far. */
const maxRings = 200;

interface PositionOptions {
  /** The visible part of the canvas, in which the node should be. */
  view?: Box | null;
  /** Pixels over the node that have to stay free too, for a self-loop. */
  above?: number;
  /** Points that the node covers only where there is no other room in the view, as those of edges. */
  avoided?: readonly Point[];
}

/**
 * The position nearest to the wanted one at which a node overlaps none of the nodes at `taken`: within the view where
 * there is room, on nothing that is to be avoided where it can be, else anywhere near.
 */
export function findPositionInView(
  wanted: Point,
  taken: readonly Point[],
  { view = null, above = 0, avoided = [] }: PositionOptions = {},
): Point {
  const start = view ? clamp(wanted, view, above) : round(wanted);
  const isFree = (point: Point): boolean => !taken.some((other) => overlap(point, other, above));
  const inView = (point: Point): boolean => !view || isInside(point, view, above);
  const isPossible = (point: Point): boolean => inView(point) && isFree(point);
  const isClear = avoid(avoided, above);
  const rings = countRings(view);
  return (
    findNearest(start, (point) => isPossible(point) && isClear(point), rings) ??
    findNearest(start, isPossible, rings) ??
    findNearest(start, isFree, maxRings) ?? { x: start.x, y: below(taken) }
  );
}

function avoid(points: readonly Point[], above: number): (point: Point) => boolean {
  const grid = new BoxGrid();
  for (const point of points) grid.add({ ...point, width: 1, height: 1 });
  return ({ x, y }) =>
    grid.isFree({
      x: x - margin.x,
      y: y - margin.x - above,
      width: nodeSize.width + 2 * margin.x,
      height: nodeSize.height + 2 * margin.x + above,
    });
}

/** Whether a node at the position is wholly inside the box. */
export function isInside({ x, y }: Point, box: Box, above = 0): boolean {
  return (
    x >= box.x &&
    y - above >= box.y &&
    x + nodeSize.width <= box.x + box.width &&
    y + nodeSize.height <= box.y + box.height
  );
}

/** Whether nodes at two positions come nearer than the margin. */
function overlap(point: Point, other: Point, above: number): boolean {
  return (
    Math.abs(other.x - point.x) < nodeSize.width + margin.x &&
    other.y - point.y < nodeSize.height + margin.y &&
    point.y - other.y < nodeSize.height + margin.y + above
  );
}

/** The nearest of the positions on growing squares around the start, of those on one square the nearest. */
function findNearest(
  start: Point,
  isPossible: (point: Point) => boolean,
  rings: number,
): Point | null {
  let best: Point | null = null;
  let bestDistance = Infinity;
  for (let ring = 0; ring <= rings && ring * step < bestDistance; ring++)
    for (const { x, y } of ringAround(ring)) {
      const distance = Math.hypot(x, y) * step;
      const point = { x: start.x + x * step, y: start.y + y * step };
      if (distance >= bestDistance || !isPossible(point)) continue;
      [best, bestDistance] = [point, distance];
    }
  return best;
}

/** Beyond so many rings no point is in the view. */
function countRings(view: Box | null): number {
  return view ? Math.min(maxRings, Math.ceil(Math.max(view.width, view.height) / step)) : maxRings;
}

/** Points with whole coordinates on the square around 0, 0; those below and to the right first. */
function ringAround(ring: number): Point[] {
  if (ring === 0) return [{ x: 0, y: 0 }];
  const points: Point[] = [];
  for (let along = -ring; along <= ring; along++)
    points.push({ x: along, y: ring }, { x: ring, y: along });
  for (let along = -ring; along <= ring; along++)
    points.push({ x: along, y: -ring }, { x: -ring, y: along });
  return points;
}

function clamp({ x, y }: Point, view: Box, above: number): Point {
  const [right, bottom] = [view.x + view.width, view.y + view.height];
  return round({
    x: Math.max(view.x, Math.min(x, right - nodeSize.width)),
    y: Math.max(view.y + above, Math.min(y, bottom - nodeSize.height)),
  });
}

const round = ({ x, y }: Point): Point => ({ x: Math.round(x), y: Math.round(y) });

function below(taken: readonly Point[]): number {
  return Math.max(...taken.map(({ y }) => y)) + nodeSize.height + nodeGap;
}
