import type { Point } from '#diagram/layout/geometry';

export type Direction = 'left' | 'right' | 'up' | 'down';

const vectors: Record<Direction, Point> = {
  left: { x: -1, y: 0 },
  right: { x: 1, y: 0 },
  up: { x: 0, y: -1 },
  down: { x: 0, y: 1 },
};

/** The direction of an arrow key; undefined for other keys. */
export function directionOf(key: string): Direction | undefined {
  return ({ ArrowLeft: 'left', ArrowRight: 'right', ArrowUp: 'up', ArrowDown: 'down' } as const)[
    key
  ];
}

/**
 * The candidate that is nearest in a direction, null where none is. What lies to the side of the direction counts as
 * twice as far away, and what lies more to the side than ahead is not in the direction.
 */
export function findNearest(
  positions: Readonly<Record<string, Point>>,
  from: Point,
  direction: Direction,
  candidates: readonly string[],
): string | null {
  const { x, y } = vectors[direction];
  let nearest: { id: string; distance: number } | null = null;
  for (const id of candidates) {
    const position = positions[id];
    if (!position) continue;
    const offset = { x: position.x - from.x, y: position.y - from.y };
    const ahead = offset.x * x + offset.y * y;
    const aside = Math.abs(offset.x * y) + Math.abs(offset.y * x);
    if (ahead <= 0 || aside > ahead) continue;
    const distance = ahead + 2 * aside;
    if (!nearest || distance < nearest.distance) nearest = { id, distance };
  }
  return nearest?.id ?? null;
}
