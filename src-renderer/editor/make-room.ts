import { nodeSize, type Point } from '#diagram/layout/geometry';
import type { Model } from '#spec/model';
import { nodeGap } from './free-position';

/** Where a node that is put on an edge stands, and the nodes that move to make room for it. */
export interface Room {
  position: Point;
  moved: Record<string, Point>;
}

/**
 * Makes room between two neighbours for a node: what follows the target to the right moves by what is missing. Null
 * where the target does not stand to the right of the source, or where something would come to stand on something else.
 */
export function makeRoom(
  { edges }: Model,
  positions: Readonly<Record<string, Point>>,
  from: string,
  to: string,
  wanted: Point,
): Room | null {
  const [source, target] = [positions[from], positions[to]];
  if (!source || !target || target.x < source.x + nodeSize.width) return null;
  const stride = nodeSize.width + nodeGap;
  const first = source.x + stride;
  const x = Math.round(Math.max(first, Math.min(wanted.x, Math.max(first, target.x - stride))));
  const y = Math.round(clampBetween(wanted.y, source.y, target.y));
  const shift = Math.max(0, x + stride - target.x);
  const following = shift > 0 ? findFollowing(edges, positions, to) : [];
  const moved = Object.fromEntries(
    following.map(([id, place]) => [id, { x: place.x + shift, y: place.y }]),
  );
  const after: [string, Point][] = Object.entries({ ...positions, ...moved });
  const isOnTop = (point: Point, id: string | null): boolean =>
    after.some(
      ([other, place]) =>
        other !== id &&
        Math.abs(place.x - point.x) < nodeSize.width &&
        Math.abs(place.y - point.y) < nodeSize.height,
    );
  const collides =
    isOnTop({ x, y }, null) || Object.entries(moved).some(([id, place]) => isOnTop(place, id));
  return collides ? null : { position: { x, y }, moved };
}

/** The target, and what is reached from it without going back to the left of it, as at the end of a row. */
export function findFollowing(
  edges: Model['edges'],
  positions: Readonly<Record<string, Point>>,
  target: string,
): [string, Point][] {
  const left = positions[target]?.x ?? 0;
  const reached = new Map<string, Point>();
  const waiting = [target];
  // The loop also visits the nodes that are added while it runs.
  for (const id of waiting) {
    const place = positions[id];
    if (!place || place.x < left || reached.has(id)) continue;
    reached.set(id, place);
    for (const edge of edges) if (edge.from === id) waiting.push(edge.to);
  }
  return [...reached];
}

function clampBetween(value: number, a: number, b: number): number {
  return Math.max(Math.min(a, b), Math.min(value, Math.max(a, b)));
}
